"""Two producers of ten items with random pauses, two daemon consumers, all of them processes."""

import random
import time
from multiprocessing import JoinableQueue, Process


def produce(food, queue):
    for number in range(10):
        time.sleep(random.randint(1, 3))
        queue.put(f"{food} {number}")
    queue.join()


def consume(name, queue):
    while True:
        item = queue.get()
        time.sleep(random.randint(1, 3))
        print(f"{name} ate {item}")
        queue.task_done()


if __name__ == "__main__":
    queue = JoinableQueue()
    producers = [Process(target=produce, args=(food, queue)) for food in ("bun", "cake")]
    consumers = [Process(target=consume, args=(name, queue), daemon=True) for name in ("a", "b")]
    for process in producers + consumers:
        process.start()
    for process in producers:
        process.join()
    print("done")
