print("target")
