public struct TwoDoors {}
