# The notes' producers and consumers: two make ten dishes each, two eat for ever and end with the program.

import random
import time
from multiprocessing import JoinableQueue, Process


def produce(name, dish, queue):
    for number in range(10):
        time.sleep(random.random())
        queue.put(f"{dish} {number}")


def consume(name, queue):
    while True:
        dish = queue.get()
        time.sleep(random.random())
        print(name, "ate", dish, flush=True)
        queue.task_done()


if __name__ == "__main__":
    queue = JoinableQueue()
    producers = [
        Process(target=produce, args=("cook", "bun", queue)),
        Process(target=produce, args=("baker", "roll", queue)),
    ]
    consumers = [Process(target=consume, args=(name, queue), daemon=True) for name in ("ann", "bob")]
    for process in producers + consumers:
        process.start()
    for producer in producers:
        producer.join()
    queue.join()
    print("closed after", time.monotonic() - 1000 > 4)
