"""A queue for one item, two producers and two consumers, one condition: a wake-up may reach the wrong one."""

import threading

items = []
changed = threading.Condition()


def put(item):
    with changed:
        while len(items) == 1:
            changed.wait()
        items.append(item)
        changed.notify()


def get():
    with changed:
        while not items:
            changed.wait()
        items.pop()
        changed.notify()


threads = [threading.Thread(target=get) for _ in range(2)]
threads += [threading.Thread(target=put, args=(item,)) for item in ("bread", "cake")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("everything was eaten")
