// Two tasks add to an actor's balance, and lose an update where the other comes between.

actor Account {
  var balance = 0

  func add(_ amount: Int) async {
    let old = balance
    await Task.yield()
    balance = old + amount
  }
}

let account = Account()
await withTaskGroup { group in
  for amount in 1...2 { group.addTask { await account.add(amount) } }
}
print(await account.balance)
