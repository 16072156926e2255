// The system's reasons, in the reader's language.

internal import Foundation
internal import Records

extension Words {
  /// What an `errno` means. The C library says it in English: its own translations are mostly not installed.
  package func systemError(_ number: Int32) -> String {
    let text = String(cString: strerror(number))
    switch language {
    case .english: return text
    case .simplifiedChinese: return Self.systemErrorsInChinese[number] ?? "\(text)（errno \(number)）"
    }
  }

  private static let systemErrorsInChinese = [
    EPERM: "操作不允许", ENOENT: "没有那个文件或目录", EIO: "输入输出错误", ENXIO: "没有那个设备或地址", ENOEXEC: "不是可执行的格式",
    EBADF: "文件描述符无效", EAGAIN: "资源暂时不可用", ENOMEM: "内存不足", EACCES: "权限不够", EBUSY: "设备或资源忙",
    EEXIST: "文件已经存在", ENODEV: "没有那个设备", ENOTDIR: "不是目录", EISDIR: "是目录", EINVAL: "参数无效",
    ENFILE: "系统打开的文件太多", EMFILE: "打开的文件太多", ETXTBSY: "文本文件忙", EFBIG: "文件太大", ENOSPC: "设备上没有空间",
    EROFS: "只读的文件系统", ELOOP: "符号链接的层数太多", ENAMETOOLONG: "文件名太长", ENOSYS: "内核没有这个功能",
    EOPNOTSUPP: "不支持的操作", EUSERS: "用户太多",
  ]
}
