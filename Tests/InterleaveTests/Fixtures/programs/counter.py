import threading

count = 0

def increment():
    global count
    seen = count
    count = seen + 1

threads = [threading.Thread(target=increment) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(count)
