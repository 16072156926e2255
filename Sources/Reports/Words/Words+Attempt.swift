// What commands try in order to get out of a sandbox, in the reader's language.

internal import Records

extension Words {
  /// An attempt, as it completes "a command inside could …".
  ///
  /// - Parameter name: the launcher's own, which is English.
  package func attempt(_ name: String) -> String {
    switch language {
    case .english: name
    case .simplifiedChinese: Self.attemptsInChinese[name] ?? name
    }
  }

  package static let attemptsInChinese = [
    "read a file that was not listed": "读取未列出的文件",
    "write to a file that was not listed": "写入未列出的文件",
    "read such a file through a symbolic link": "通过符号链接读取这样的文件",
    "link such a file to its own folder": "把这样的文件硬链接到自己的文件夹",
    "rename such a file": "给这样的文件改名",
    "make a file outside": "在外面新建文件",
    "change the mode of a file outside": "更改外面文件的权限",
    "see that a file outside exists": "看到外面的文件存在",
    "enter a folder outside": "进入外面的文件夹",
    "read the grader's command line": "读取评分器的命令行",
    "read the grader's environment": "读取评分器的环境变量",
    "list the grader's descriptors": "列出评分器的文件描述符",
    "open the grader's memory": "打开评分器的内存",
    "read the grader's memory": "读取评分器的内存",
    "take the grader's descriptors": "取走评分器的文件描述符",
    "signal the grader": "向评分器发信号",
    "trace the grader": "跟踪评分器",
    "renice the grader": "更改评分器的优先级",
    "limit the grader": "限制评分器的资源",
    "move the grader to other cores": "把评分器移到别的核上",
    "reach the network": "连上网络",
    "make an MPTCP socket": "建立 MPTCP 套接字",
    "make a vsock socket": "建立 vsock 套接字",
    "make a netlink socket": "建立 netlink 套接字",
    "enter namespaces of its own": "进入自己的命名空间",
    "fork into namespaces of its own": "在自己的命名空间里派生进程",
    "mount": "挂载",
    "make a device": "建立设备文件",
    "change its user": "更换用户",
    "be root": "成为 root",
    "raise its limits": "提高自己的限额",
    "use the kernel's keys": "使用内核密钥",
    "use io_uring": "使用 io_uring",
    "use perf events": "使用性能事件",
    "use BPF": "使用 BPF",
    "share System V memory": "共享 System V 内存",
    "type at the terminal": "在终端上输入",
  ]
}
