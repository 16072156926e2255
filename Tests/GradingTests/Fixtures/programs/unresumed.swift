// Waits for a continuation that nobody resumes.

await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
