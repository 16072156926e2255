"""Two threads take two locks, each in its own order."""

import threading

left, right = threading.Lock(), threading.Lock()


def take(first, second):
    with first:
        with second:
            pass


threads = [threading.Thread(target=take, args=locks) for locks in ((left, right), (right, left))]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("both took both")
