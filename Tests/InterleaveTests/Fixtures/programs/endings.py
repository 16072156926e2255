# What `multiprocessing` says of children that end in other ways than by returning.

import os
import signal
import time
from multiprocessing import Process, Queue


def sleep_for_ever():
    while True:
        time.sleep(1)


def die():
    os.kill(os.getpid(), signal.SIGSEGV)


def answer(queue):
    queue.put(os.getppid())
    raise SystemExit(3)


if __name__ == "__main__":
    queue = Queue()
    children = [Process(target=sleep_for_ever), Process(target=die), Process(target=answer, args=(queue,))]
    for child in children:
        child.start()
    print("alive", children[0].is_alive(), "answer", queue.get() == os.getpid())
    children[0].join(2.5)
    print("after", time.monotonic() - 1000 >= 2.5, children[0].exitcode)
    children[0].terminate()
    for child in children:
        child.join()
    print([child.exitcode for child in children])
