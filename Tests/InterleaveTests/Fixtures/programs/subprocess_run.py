# Starts another program, which the engine does not follow.
import subprocess

subprocess.run(["true"])
