"""Three threads each take one away from a counter, without a lock. Where does it stand in the end?"""

import threading

counter = 3


def count_down():
    global counter
    read = counter
    counter = read - 1


threads = [threading.Thread(target=count_down) for _ in range(counter)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("the counter stands at", counter)
