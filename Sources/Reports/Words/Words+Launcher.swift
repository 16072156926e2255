// What the sandbox's launcher says, in the reader's language.

internal import Records

extension Words {
  /// A step that failed: a call, or what several do together, and what it was made on.
  package func step(_ call: String, on place: String) -> String {
    launcher(call) + (place.isEmpty ? "" : " `\(launcher(place))`")
  }

  /// - Parameter text: the launcher's own, which is English: an attempt, a step, what to do. Names of calls and paths
  ///   stand as they are.
  package func launcher(_ text: String) -> String {
    switch language {
    case .english: text
    case .simplifiedChinese: Self.attemptsInChinese[text] ?? Self.stepsInChinese[text] ?? text
    }
  }

  package static let stepsInChinese = [
    "write cgroup.subtree_control": "写入 cgroup.subtree_control",
    "find the group for": "查找控制组",
    "open the members of": "打开控制组的成员列表",
    "join the group for": "加入控制组",
    "the supervisor": "监视进程",
    "the launcher": "启动器",
    "new namespaces": "新的命名空间",
    "control descriptor": "控制用的描述符",
    "read the option": "读取选项",

    "tier `full+cgroup` needs groups that you may make: run as root, or in a group of your own with `systemd-run --user --scope -p Delegate=yes -- COMMAND`; in a container mount /sys/fs/cgroup writable":
      "`full+cgroup` 需要你有权建立的控制组：以 root 运行，或者用 `systemd-run --user --scope -p Delegate=yes -- COMMAND` 在自己的控制组里运行；在容器里请以可写方式挂载 /sys/fs/cgroup",
    "tier `full` needs Linux 5.12 or newer": "`full` 需要 Linux 5.12 或更新的版本",
    "allow user namespaces: `sysctl -w user.max_user_namespaces=15000`, and where they exist `kernel.unprivileged_userns_clone=1`, `kernel.apparmor_restrict_unprivileged_userns=0`; in a container start it with `--security-opt seccomp=unconfined --security-opt systempaths=unconfined`":
      "请允许用户命名空间：`sysctl -w user.max_user_namespaces=15000`，有下面两项设置时再加上 `kernel.unprivileged_userns_clone=1` 和 `kernel.apparmor_restrict_unprivileged_userns=0`；启动容器时请加 `--security-opt seccomp=unconfined --security-opt systempaths=unconfined`",
    "tier `confined` needs Linux 6.12 or newer with `landlock` among the `lsm=` of the kernel's command line, and in a container a seccomp profile that allows the landlock calls":
      "`confined` 需要 Linux 6.12 或更新的版本，内核命令行的 `lsm=` 里要有 `landlock`；在容器里还需要允许 landlock 系统调用的 seccomp 配置",
    "the sandbox needs Linux 5.3 or newer": "沙箱需要 Linux 5.3 或更新的版本",
    "the sandbox needs Linux 5.9 or newer": "沙箱需要 Linux 5.9 或更新的版本",
    "the sandbox needs a kernel with CONFIG_PROC_CHILDREN": "沙箱需要带 CONFIG_PROC_CHILDREN 的内核",
    "the sandbox needs a kernel with CONFIG_SECCOMP_FILTER, and in a container a seccomp profile that allows `prctl`":
      "沙箱需要带 CONFIG_SECCOMP_FILTER 的内核；在容器里还需要允许 `prctl` 的 seccomp 配置",
    "in a container allow `prctl` in its seccomp profile": "在容器里，请让 seccomp 配置允许 `prctl`",
    "in a container allow `personality` in its seccomp profile": "在容器里，请让 seccomp 配置允许 `personality`",
    "ask for a smaller limit, or start the grader with a higher one": "请调低这项限额，或者启动评分器时把上限调高",
    "allow more processes: see `ulimit -u`": "请允许更多进程：参见 `ulimit -u`",
    "allow more descriptors: see `ulimit -n`": "请允许更多文件描述符：参见 `ulimit -n`",
    "name a core that `nproc` counts and `taskset -p $$` allows": "请指定 `nproc` 计入、`taskset -p $$` 允许的核",
    "mount the folder the command is to start in": "请挂载命令的起始文件夹",
    "check that the program exists inside, is executable, and that the libraries and the loader it names are mounted too":
      "请检查这个程序在沙箱里存在并且可以执行，它要用的库和加载器也已挂载",
    "check that the path exists and that you may read it and enter the folders above it":
      "请检查这个路径存在，你能读取它，也能进入它上面的各级文件夹",
    "check that the path exists and that you may enter the folders above it": "请检查这个路径存在，你能进入它上面的各级文件夹",
    "give the place inside as an absolute path, outside of other mounts": "沙箱里的位置请用绝对路径，并且不要在别的挂载点之内",
    "make /tmp writable and free some space there": "请让 /tmp 可写，并在那里腾出空间",
    "mount /proc so that a process may write to its own files there": "挂载 /proc 时请让进程可以写入自己在那里的文件",
    "mount /proc: the grader watches its commands there": "请挂载 /proc：评分器靠它监视命令",
    "run the grader on a Linux that allows dropping capabilities": "请在允许放弃权能的 Linux 上运行评分器",
    "run the grader on Linux": "请在 Linux 上运行评分器",
    "the launcher was called wrongly: rebuild it together with the grader that calls it": "启动器的调用方式不对：请把它和评分器一起重新构建",
    "open the descriptor that --control-fd names": "请打开 --control-fd 指定的描述符",
    "report this together with `uname -a`": "请报告这个问题，并附上 `uname -a` 的输出",
  ]
}
