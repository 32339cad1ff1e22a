#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The program in surroundings that are not as they should be: closed descriptors, outputs that take nothing, folders that may only
be read, limits of the process, many at once. Whatever it says, it says why, and the fact base is whole afterwards.

usage: run.py ASSIZE [PART…]"""
import errno
import itertools
import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time

POLICY = """policy p version "1.0.0" { title "P" reviews product : Product }
source s "S" { clause 1 "c" }
aspect a "A"
evidence { rank declaration }
entity Product { n: integer  label: text }
rule R-01 "one" { cites s 1  aspect a  severity minor  require product.n > 0 }
verdict { rejected when any minor violated  passed otherwise }
test "yes" on 2026-01-02 { given x : Product by declaration on 2026-01-01 { n: 1 } expect R-01 satisfied }
test "no" on 2026-01-02 { given x : Product by declaration on 2026-01-01 { n: 0 } expect R-01 violated }
"""
WITH = ["-p", "p.aszb", "-f", "facts", "--on", "2026-11-22"]
NOBODY = 65534

failed = checked = 0
program = None


def check(good, *what):
    global failed, checked
    checked += 1
    if not good:
        failed += 1
        print("FAILED:", *what)


def submission(product, n, **more):
    facts = {"n": n, **more}
    return {"entity": "Product", "id": product, "evidence": {"kind": "declaration", "on": "2026-01-01", "title": f"{n}"}, "facts": facts}


def start(arguments, **options):
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 60, **options}
    return subprocess.run(arguments, check=False, text=True, errors="replace", **options)


def run(*arguments, **options):
    return start([program, *arguments], **options)


def shell(line, *arguments, **options):
    """A line of the shell in which the program and its arguments are "$0" "$@"."""
    return start(["bash", "-c", line, program, *arguments], **options)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text if isinstance(text, str) else json.dumps(text))


def whole(base="facts"):
    """Whether a fact base verifies; what is wrong with it."""
    done = run("facts", "verify", "-f", base)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def one_line(text):
    return text.count("\n") == 1 and text.endswith("\n")


def prepare():
    """A folder with a policy, a bundle and a fact base of three products."""
    write("p.asz", POLICY)
    write("new.json", submission("p9", 9))
    write("refused.json", submission("p9", 9, nothing=1))
    built = run("build", "p.asz", "-o", "p.aszb")
    for i in range(3):
        write("s.json", submission(f"p{i}", i))
        imported = run("facts", "import", "-p", "p.aszb", "-f", "facts", "s.json")
        if built.returncode or imported.returncode:
            sys.exit(f"cannot prepare: {built.stderr}{imported.stderr}")


def digest_of(product):
    return json.loads(run("facts", "show", product, "-f", "facts", "--audience", "office", "--format", "json").stdout)[0]["digest"]


# ---- outputs ----

def commands():
    """Every command, on the fact base where it has one."""
    text = [["check", "p.asz"], ["check", "none.asz"], ["test", "p.asz"], ["inspect", "p.aszb"], ["build", "p.asz", "--cost"],
            ["facts", "list", "-f", "facts"], ["facts", "show", "p1", "-f", "facts"], ["facts", "verify", "-f", "facts"],
            ["facts", "import", "-p", "p.aszb", "-f", "facts", "new.json"],
            ["facts", "import", "-p", "p.aszb", "-f", "facts", "refused.json"],
            ["facts", "verify", "-f", "facts", "-p", "p.aszb"], ["facts", "verify", "-f", "facts", "--head", "sha256:" + "0" * 64],
            ["facts", "upgrade", "-p", "p.aszb", "-f", "facts"], ["review", "--all", *WITH, "--verify"],
            ["review", "p1", *WITH], ["review", "--all", *WITH], ["review", "nobody", *WITH], ["explain", "p1", "R-01", *WITH],
            ["ask", "product.n", "p1", *WITH]]
    yield from text
    yield from ([*one, "--format", "json"] for one in text)
    yield from [["build", "p.asz", "-o", "new.aszb"], ["build", "p.asz", "-o", "-"], ["disasm", "p.aszb"], ["check", "p.asz", "--dump", "tree"],
                ["facts", "withdraw", digest_of("p1"), "--because", "so", "-f", "facts"],
                ["help"], ["help", "man"], ["--version"], ["review", "--help"], ["nonsense"], []]


def closed_descriptors():
    """With each of 0, 1 and 2 open or closed, every command: what cannot be written is told, and no file of ours is written into."""
    shutil.copytree("facts", "kept")
    for command in commands():
        usual = run(*command)
        shutil.rmtree("facts")
        for closed in itertools.product((False, True), repeat=3):
            shutil.copytree("kept", "facts")
            ways = [f"{i}>&-" if i else "<&-" for i in range(3) if closed[i]]
            done = shell(f'exec "$0" "$@" {" ".join(ways)}', *command)
            unsaid = (closed[1] and usual.stdout) or (closed[2] and usual.stderr)
            check(done.returncode == (5 if unsaid else usual.returncode), command, ways, "ends with", done.returncode, done.stderr)
            if closed[1] and usual.stdout and not closed[2]:
                check("cannot write the output" in done.stderr, command, ways, "does not tell", done.stderr)
            wrong = whole()
            check(not wrong, command, ways, "damages the fact base:", wrong)
            shutil.rmtree("facts")
        shutil.copytree("kept", "facts")


def closed_again():
    """Many imports with closed descriptors into one fact base."""
    for i in range(20):
        write("s.json", submission(f"p{i % 3}", 100 + i))
        done = shell('exec "$0" "$@" <&- >&-', "facts", "import", "-p", "p.aszb", "-f", "facts", "s.json")
        check(done.returncode == 5 and "cannot write the output" in done.stderr, "an import that cannot print ends with", done.returncode)
    listed = json.loads(run("facts", "list", "-f", "facts", "--format", "json").stdout)
    check(sum(one["submissions"] for one in listed) == 23, "imports are missing:", listed)
    check(not whole(), "the fact base is damaged:", whole())


def closed_input():
    for command in (["check", "-"], ["facts", "import", "-p", "p.aszb", "-f", "facts", "-"], ["review", "p1", *WITH[2:], "-p", "-"]):
        done = shell('exec "$0" "$@" <&-', *command)
        check(done.returncode in (4, 5) and "it is closed" in done.stderr, command, done.returncode, done.stderr)


def outputs_that_fail():
    """A full device, a pipe that nobody reads."""
    for command in commands():
        if "withdraw" in command or "import" in command:
            continue
        usual = run(*command)
        for name in ("full", "pipe"):
            if name == "pipe":
                end, out = os.pipe()
                os.close(end)
            else:
                out = os.open("/dev/full", os.O_WRONLY)
            done = run(*command, stdout=out, restore_signals=True)
            os.close(out)
            check(done.returncode == (5 if usual.stdout else usual.returncode), command, name, "ends with", done.returncode)
            if usual.stdout:
                why = "Broken pipe" if name == "pipe" else "No space left on device"
                said = f"assize: cannot write the output: {why}"
                told = any(one["message"] == said for one in json.loads(done.stderr)) if "json" in command else f"{said}\n" in done.stderr
                check(told, command, name, done.stderr)


# ---- inputs ----

def pipes():
    """What a user names may be a pipe; a policy is read from it once."""
    ways = {"standard input": lambda c: f"{c('-')} < <(cat p.asz)", "/dev/stdin": lambda c: f"{c('/dev/stdin')} < <(cat p.asz)",
            "a file as /dev/stdin": lambda c: f"{c('/dev/stdin')} < p.asz", "a substitution": lambda c: c("<(cat p.asz)")}
    for name, way in ways.items():
        for command in (lambda p: f"check {p}", lambda p: f"build {p} -o piped.aszb", lambda p: f"test {p}", lambda p: f"disasm {p}",
                        lambda p: f"review p1 -p {p} -f facts --on 2026-11-22"):
            done = shell(f'"$0" {way(command)}', timeout=20)
            check(done.returncode == 0, "a policy from", name, command("P"), done.returncode, done.stderr)
    for name in ("p.aszb", "new.json"):
        command = "inspect <(cat p.aszb)" if name == "p.aszb" else "facts import -p p.aszb -f piped <(cat new.json)"
        done = shell(f'"$0" {command}', timeout=20)
        check(done.returncode == 0, name, "from a pipe", done.returncode, done.stderr)
    for kind in ("folder", "/dev/zero"):
        os.makedirs("folder", exist_ok=True)
        for command in (["check", kind], ["inspect", kind], ["facts", "import", "-p", "p.aszb", "-f", "facts", kind], ["review", "p1", *WITH[2:], "-p", kind]):
            if command == ["check", "folder"]:
                continue
            done = run(*command)
            check(done.returncode == 4 and one_line(done.stderr), command, done.returncode, done.stderr)


# ---- permissions ----

def as_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def may_only_be_read():
    """A fact base of somebody else: it is read without a lock, and not written."""
    expected = {}
    for product in ("p0", "p2"):
        run("facts", "withdraw", digest_of(product), "--because", "so", "-f", "facts")
    reads = [["facts", "list", "-f", "facts"], ["facts", "show", "p1", "-f", "facts"], ["facts", "verify", "-f", "facts"], ["review", "p1", *WITH],
             ["facts", "verify", "-f", "facts", "-p", "p.aszb"], ["review", "--all", *WITH, "--verify"],
             ["review", "--all", *WITH, "--format", "json"], ["explain", "p1", "R-01", *WITH], ["ask", "product.n", "p1", *WITH]]
    for command in reads:
        expected[tuple(command)] = run(*command)
    for lock in (True, False):
        if not lock:
            os.remove("facts/lock.mdb")
        for name in os.listdir("facts"):
            os.chmod(f"facts/{name}", 0o444)
        os.chmod("facts", 0o555)
        before = {name: open(f"facts/{name}", "rb").read() for name in os.listdir("facts")}
        for command in reads:
            done, usual = run(*command, preexec_fn=as_nobody), expected[tuple(command)]
            check((done.returncode, done.stdout) == (usual.returncode, usual.stdout), command, "lock" if lock else "no lock", done.returncode, done.stderr)
        for command in (["facts", "import", "-p", "p.aszb", "-f", "facts", "new.json"],
                        ["facts", "withdraw", "sha256:" + "0" * 64, "--because", "so", "-f", "facts"], ["facts", "upgrade", "-p", "p.aszb", "-f", "facts"]):
            done = run(*command, preexec_fn=as_nobody)
            check(done.returncode == 5 and done.stderr == "error: facts: it may only be read\n", command, done.returncode, done.stderr)
        check(before == {name: open(f"facts/{name}", "rb").read() for name in os.listdir("facts")}, "something was written")
        os.chmod("facts", 0o755)
        for name in os.listdir("facts"):
            os.chmod(f"facts/{name}", 0o600)
    done = run("facts", "list", "-f", "facts", preexec_fn=as_nobody) if os.getuid() == 0 else None
    check(not done or (done.returncode == 5 and done.stderr == "error: facts: permission denied\n"), "what may not be read:", done and done.stderr)


def changed_meanwhile():
    """Reads without a lock while somebody imports: what is said was so at one moment, or is not said."""
    os.chmod("facts", 0o755)
    for name in os.listdir("facts"):
        os.chmod(f"facts/{name}", 0o644)
    stop = time.monotonic() + 6
    pid = os.fork()
    if pid == 0:
        for i in itertools.count():
            if time.monotonic() > stop:
                os._exit(0)
            name = f"w{i}.json"
            write(name, submission(f"p{i % 3}", 1000 + i, label=f"{i}-" * 2000))
            run("facts", "import", "-p", "p.aszb", "-f", "facts", name)
    told = 0
    while time.monotonic() < stop:
        done = run("facts", "verify", "-f", "facts", preexec_fn=as_nobody)
        fine = done.returncode == 0 or (done.returncode == 5 and "somebody changes it" in done.stderr)
        told += done.returncode == 5
        check(fine, "read while it changed:", done.returncode, done.stdout, done.stderr)
        done = run("review", "--all", *WITH, preexec_fn=as_nobody)
        check(done.returncode in (0, 1, 3) or (done.returncode == 5 and "somebody changes it" in done.stderr), "reviewed while it changed:",
              done.returncode, done.stdout, done.stderr)
    os.waitpid(pid, 0)
    print(f"changed_meanwhile: {told} readings were given up")
    check(not whole(), whole())


# ---- files in place of the fact base's own ----

def other_files():
    """A data file or a lock file that is a link, a pipe, a folder or a device is not opened, and what it leads to stays as it is."""
    for name in ("data.mdb", "lock.mdb"):
        for kind in ("link", "dangling", "hard", "pipe", "folder", "device"):
            if kind == "device" and os.getuid() != 0:
                continue
            shutil.rmtree("odd", ignore_errors=True)
            shutil.copytree("facts", "odd")
            path = f"odd/{name}"
            shutil.copy(path, "elsewhere")
            os.remove(path)
            if kind == "link":
                os.symlink("../elsewhere", path)
            elif kind == "dangling":
                os.symlink("../nothing", path)
            elif kind == "hard":
                os.link("elsewhere", path)
            elif kind == "pipe":
                os.mkfifo(path)
            elif kind == "folder":
                os.mkdir(path)
            else:
                try:
                    os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 3))
                except PermissionError:
                    continue
            before = open("elsewhere", "rb").read()
            for command in (["facts", "list", "-f", "odd"], ["facts", "verify", "-f", "odd"], ["facts", "import", "-p", "p.aszb", "-f", "odd", "new.json"],
                            ["review", "p1", "-p", "p.aszb", "-f", "odd"], ["facts", "withdraw", "sha256:" + "0" * 64, "--because", "so", "-f", "odd"]):
                done = run(*command, timeout=10)
                check(done.returncode == 5 and one_line(done.stderr) and "is a link, has a second name, or is no file" in done.stderr, name, kind, command,
                      done.returncode, done.stderr)
            check(open("elsewhere", "rb").read() == before and not os.path.lexists("nothing"), name, kind, "was followed")
            if os.path.exists("elsewhere"):
                os.remove("elsewhere")
    os.symlink("facts", "way")
    done = run("facts", "import", "-p", "p.aszb", "-f", "way", "new.json")
    check(done.returncode == 0, "a fact base behind a link:", done.stderr)


# ---- limits of the process ----

def limited(what, amount):
    def limit():
        resource.setrlimit(what, (amount, amount))
    return limit


def size_of(base="facts"):
    return os.path.getsize(f"{base}/data.mdb")


def large_submissions(count, number=0):
    """As lines; some megabytes."""
    return "\n".join(json.dumps(submission(f"large{i}", i + number, label=f"{i:08}" * 20000)) for i in range(count))


def few_resources():
    """Little of anything: one message, the status of the environment, and a whole fact base."""
    shutil.copytree("facts", "kept")
    write("large.json", large_submissions(40))
    cases = [("descriptors", resource.RLIMIT_NOFILE, n) for n in range(9)]
    cases += [("memory", resource.RLIMIT_AS, n << 20) for n in (4, 8, 16, 24, 32, 64, 128)]
    cases += [("file size", resource.RLIMIT_FSIZE, n) for n in (0, 1, 4096, 8192, 20000, 65536, 300000, 1 << 20, 4 << 20)]
    cases += [("stack", resource.RLIMIT_STACK, n << 10) for n in (64, 128, 256)]
    for name, what, amount in cases:
        for command in (["facts", "import", "-p", "p.aszb", "-f", "facts", "large.json"], ["facts", "import", "-p", "p.aszb", "-f", "fresh", "large.json"],
                        ["review", "p1", *WITH], ["review", "--all", *WITH], ["check", "p.asz"], ["build", "p.asz", "-o", "small.aszb"], ["facts", "verify", "-f", "facts"]):
            shutil.rmtree("fresh", ignore_errors=True)
            size = size_of()
            done = run(*command, preexec_fn=limited(what, amount))
            tiny = name in ("descriptors", "memory", "stack") and not done.stdout and (done.returncode == 127 or done.returncode < 0) and starts_not(what, amount)
            if tiny:
                continue
            check(done.returncode >= 0, name, amount, command, "is ended by", done.returncode, done.stderr)
            if done.returncode not in (0, 1, 3):
                check(done.returncode in (4, 5) and (one_line(done.stderr) or amount < 3), name, amount, command, done.returncode, done.stderr)
                check(not os.path.exists("fresh"), name, amount, "leaves a fact base that it could not make")
                check(size_of() <= size, name, amount, command, "leaves the data file longer")
            if "facts" in command and done.returncode == 0 and "import" in command and "facts" == command[5]:
                shutil.rmtree("facts")
                shutil.copytree("kept", "facts")
        wrong = whole()
        check(not wrong, name, amount, "the fact base is damaged:", wrong)


def starts_not(what, amount):
    """Whether no program starts with so little."""
    try:
        return subprocess.run([program, "--version"], preexec_fn=limited(what, amount), capture_output=True, check=False).returncode not in (0, 5)
    except (OSError, subprocess.SubprocessError):
        return True


def refused_imports():
    """What a refused import wrote ahead is cut off again."""
    write("more.json", large_submissions(400) + "\n" + json.dumps(submission("p1", 1, label="x")) + "\n" + json.dumps(submission("p1", 2, nothing=1)))
    run("facts", "import", "-p", "p.aszb", "-f", "facts", "new.json")
    size = size_of()
    for name in ("refused.json", "more.json"):
        done = run("facts", "import", "-p", "p.aszb", "-f", "facts", name)
        check(done.returncode == 4 and size_of() == size, name, done.returncode, size, size_of())
    write("large.json", large_submissions(40))
    for limit in range(size + 4096, size + (6 << 20), 500000):
        done = run("facts", "import", "-p", "p.aszb", "-f", "facts", "large.json", preexec_fn=limited(resource.RLIMIT_FSIZE, limit))
        check(done.returncode == 5 and one_line(done.stderr) and size_of() == size, "with files of at most", limit, done.returncode, done.stderr, size, size_of())
    check(not whole(), whole())


def fill(path):
    """Takes all the room that there is."""
    try:
        with open(path, "wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
    except OSError as full:
        check(full.errno == errno.ENOSPC, full)


def full_disk():
    """A small file system of one's own, where that is allowed."""
    os.mkdir("small")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", "small"], capture_output=True, check=False).returncode == 0
    if not mounted:
        print("skipped: no file system may be mounted")
        return
    try:
        write("large.json", large_submissions(40))
        done = run("facts", "import", "-p", "p.aszb", "-f", "small/fresh", "large.json")
        check(done.returncode == 5 and one_line(done.stderr) and not os.listdir("small"), "a full disk:", done.returncode, done.stderr, os.listdir("small"))
        done = run("facts", "import", "-p", "p.aszb", "-f", "small/facts", "new.json")
        size = size_of("small/facts")
        check(done.returncode == 0, done.stderr)
        done = run("facts", "import", "-p", "p.aszb", "-f", "small/facts", "large.json")
        check(done.returncode == 5 and one_line(done.stderr) and size_of("small/facts") == size, "a full disk:", done.returncode, done.stderr)
        fill("small/filler")
        done = run("review", "p9", "-p", "p.aszb", "-f", "small/facts", "--on", "2026-11-22")
        check(done.returncode == 0, "a review on a full disk:", done.returncode, done.stderr)
        done = run("build", "p.asz", "-o", "small/p.aszb")
        check(done.returncode == 5 and one_line(done.stderr) and "small/p.aszb" in done.stderr and not os.path.exists("small/p.aszb"), "a bundle on a full disk:", done.returncode, done.stderr)
        check(not whole("small/facts"), whole("small/facts"))
        subprocess.run(["mount", "-o", "remount,ro", "small"], check=True)
        done = run("review", "p9", "-p", "p.aszb", "-f", "small/facts", "--on", "2026-11-22")
        check(done.returncode == 0, "a review from what is mounted to be read:", done.returncode, done.stderr)
        done = run("facts", "import", "-p", "p.aszb", "-f", "small/facts", "large.json")
        check(done.returncode == 5 and done.stderr == "error: small/facts: it may only be read\n", done.returncode, done.stderr)
    finally:
        subprocess.run(["umount", "small"], check=False)


# ---- many at once ----

def import_one(number):
    """One of many imports: (a process, how it ends, whether it stores something)."""
    kind = number % 4
    name = f"m{number}.json"
    write(name, large_submissions(40) if kind == 0 else submission(f"p{number % 5}", number, **({"nothing": 1} if kind == 1 else {})))
    limit = limited(resource.RLIMIT_FSIZE, 400000) if kind == 0 else None
    started = subprocess.Popen([program, "facts", "import", "-p", "p.aszb", "-f", "many", name], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=limit)
    return started, (5, 4, 0, 0)[kind], kind > 1


def many_imports():
    """Several processes import into one folder that is not there yet: some are refused, and some cannot write and give up."""
    for turn in range(5):
        shutil.rmtree("many", ignore_errors=True)
        running = [import_one(number) for number in range(32)]
        for one, ends, _ in running:
            said = one.communicate()
            check(one.returncode == ends, "an import among many ends with", one.returncode, "not", ends, said)
        listed = json.loads(run("facts", "list", "-f", "many", "--format", "json").stdout)
        check(sum(one["submissions"] for one in listed) == sum(stores for _, _, stores in running), "imports among many are lost:", turn, listed)
        check(not whole("many"), whole("many"))


def many_readers():
    """More processes than LMDB has places for by itself, and some of them killed."""
    feed, hold = os.pipe()
    running = [subprocess.Popen([program, "facts", "verify", "-f", "facts"], stdout=hold, stderr=subprocess.PIPE) for _ in range(160)]
    for one in running[::3]:
        one.send_signal(signal.SIGKILL)
    os.close(hold)
    while os.read(feed, 65536):
        pass
    os.close(feed)
    for i, one in enumerate(running):
        said = one.communicate()[1]
        check(one.returncode == 0 or i % 3 == 0, "a reader among many:", one.returncode, said)
    check(not whole(), whole())


# ---- variables ----

def change(base, was, becomes):
    """Bytes of a data file, wherever they stand in it."""
    with open(os.path.join(base, b"data.mdb"), "r+b") as file:
        held = file.read()
        check(was in held and len(was) == len(becomes), was, "is not there")
        file.seek(0)
        file.write(held.replace(was, becomes))


def variables():
    """What stands in the environment changes nothing but what it is for."""
    bare = {"PATH": "/usr/bin:/bin"}
    usual = run("review", "p1", *WITH, env=bare).stdout
    for odd in ({}, {"ASSIZE_FACTS": ""}, {"TERM": ""}, {"TERM": "\x1b[31m"}, {"LC_ALL": "xx_YY.nothing"}, {"LC_ALL": "tr_TR.ISO-8859-9"}, {"LANG": "\udcff"},
                {"NO_COLOR": ""}, {"NO_COLOR": "1"}, {"HOME": "/nowhere"}, {"TZ": "Nowhere/Else"}, {"POSIXLY_CORRECT": "1"}, {"COLUMNS": "-1"}):
        done = run("review", "p1", *WITH, env={**bare, **odd})
        check(done.stdout == usual and done.returncode == 0, odd, done.returncode, done.stderr)
    os.rename("facts", "assize.facts")
    done = run("facts", "list", env={**bare, "ASSIZE_FACTS": ""})
    check(done.returncode == 0, "an empty ASSIZE_FACTS is none:", done.stderr)
    done = run("facts", "list", env={**bare, "ASSIZE_FACTS": "nowhere"})
    check(done.returncode == 5 and done.stderr == "error: nowhere: there is no fact base\n", done.stderr)
    os.rename("assize.facts", b"f\xff\x1b[31m")
    done = run("facts", "list", "-f", b"f\xff\x1b[31m")
    check(done.returncode == 0, "a folder of any bytes:", done.stderr)
    shown = "f\\xFF\\u{1B}[31m: "
    change(b"f\xff\x1b[31m", b'"title":"1"', b'"title":"7"')
    done = run("review", "p1", "-p", "p.aszb", "--verify", "-f", b"f\xff\x1b[31m")
    check(done.returncode == 5 and done.stderr.startswith(f"error: {shown}the dossier of the Product p1 does not verify"), done.stderr)
    change(b"f\xff\x1b[31m", b"log\x02\0\0\0", b"log\x09\0\0\0")
    done = run("facts", "list", "-f", b"f\xff\x1b[31m")
    check(done.returncode == 4 and done.stderr.startswith(f"error: {shown}the fact base has the log in format 9"), done.stderr)
    done = run("facts", "show", "none", "-f", b"g\xff\x1b[31m")
    check(done.returncode == 5 and done.stderr == "error: g\\xFF\\u{1B}[31m: there is no fact base\n", done.stderr)


PARTS = [closed_descriptors, closed_again, closed_input, outputs_that_fail, pipes, may_only_be_read, changed_meanwhile, other_files, few_resources,
         refused_imports, full_disk, many_imports, many_readers, variables]


def main():
    global program
    here = os.getcwd()
    for part in PARTS:
        if len(sys.argv) > 2 and part.__name__ not in sys.argv[2:]:
            continue
        began, before = time.monotonic(), failed
        folder = tempfile.mkdtemp(prefix="assize-surroundings-")
        os.chmod(folder, 0o755) # for the part that runs as somebody else
        shutil.copy(os.path.join(here, sys.argv[1]), os.path.join(folder, "assize"))
        program = os.path.join(folder, "assize")
        os.chdir(folder)
        prepare()
        part()
        os.chdir(here)
        shutil.rmtree(folder)
        print(f"{part.__name__}: {failed - before} failed, {time.monotonic() - began:.1f} s")
    print(f"{checked} checks, {failed} failed")
    return 1 if failed or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
