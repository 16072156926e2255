// Two consumers and a producer of two; a consumer tests once, with `if`, whether there is anything.
#include <condition_variable>
#include <deque>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>

static std::mutex mutex;
static std::condition_variable filled;
static std::deque<std::string> items;

static void put(const char *item) {
  std::lock_guard<std::mutex> lock(mutex);
  items.push_back(item);
  filled.notify_one();
}

static void get() {
  std::unique_lock<std::mutex> lock(mutex);
  if (items.empty()) filled.wait(lock);
  if (items.empty()) {
    std::cout << "none ";
    return;
  }
  std::cout << items.front() << " ";
  items.pop_front();
}

int main() {
  std::thread first(get), second(get), third([] {
    put("a");
    put("b");
  });
  first.join();
  second.join();
  third.join();
  std::cout << std::endl;
}
