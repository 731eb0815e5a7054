# A command on a terminal of its own: what it shows goes to stdout, what comes on stdin is typed. The end of stdin closes the terminal.
import os, pty, select, sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
sources = [terminal, 0]
while sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            data = b""
        if source == terminal:
            if data:
                os.write(1, data)
            else:
                sources = []
        elif data:
            os.write(terminal, data)
        else:
            os.close(terminal)
            sources = []
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(128 - status if status < 0 else status)
