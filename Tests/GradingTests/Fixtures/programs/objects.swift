// Lets go of more objects than the engine keeps track of, beside another thread.

import Foundation

final class Object {}

@inline(never) func use(_ object: Object) {}

let done = DispatchSemaphore(value: 0)
Thread { done.signal() }.start()
let objects = (0..<9000).map { _ in Object() }
for object in objects { use(object) }
done.wait()
print(objects.count)
