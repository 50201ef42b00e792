"""The system calls that a submission may not make, as a filter in the kernel's own language (BPF)."""

import errno
import platform
import struct

# name -> number on x86_64, number on aarch64 (None where that machine has no such call)
DENIED = {
    "accept": (43, 202),
    "accept4": (288, 242),
    "acct": (163, 89),
    "add_key": (248, 217),
    "bind": (49, 200),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clock_settime": (227, 112),
    "connect": (42, 203),
    "delete_module": (176, 106),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fanotify_init": (300, 262),
    "fgetxattr": (193, 10),
    "finit_module": (313, 273),
    "flistxattr": (196, 13),
    "fork": (57, None),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "getxattr": (191, 8),
    "getxattrat": (464, 464),
    "init_module": (175, 105),
    "inotify_add_watch": (254, 27),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_rm_watch": (255, 28),
    "io_setup": (206, 0),
    "io_submit": (209, 2),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "lgetxattr": (192, 9),
    "listen": (50, 201),
    "listmount": (458, 458),
    "listxattr": (194, 11),
    "listxattrat": (465, 465),
    "llistxattr": (195, 12),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "msgctl": (71, 187),
    "msgget": (68, 186),
    "msgrcv": (70, 188),
    "msgsnd": (69, 189),
    "name_to_handle_at": (303, 264),
    "nfsservctl": (180, 42),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semctl": (66, 191),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "sendmmsg": (307, 269),
    "sendmsg": (46, 211),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "settimeofday": (164, 170),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "shmdt": (67, 197),
    "shmget": (29, 194),
    "socket": (41, 198),
    "statmount": (457, 457),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
    "vfork": (58, None),
    "vhangup": (153, 58),
}

# what a file is marked with is out of landlock's sight, even where only reading is allowed
MARKS = {
    "chmod": (90, None),
    "chown": (92, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "file_setattr": (469, 469),
    "fremovexattr": (199, 16),
    "fsetxattr": (190, 7),
    "futimesat": (261, None),
    "lchown": (94, None),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "removexattr": (197, 14),
    "removexattrat": (466, 466),
    "setxattr": (188, 5),
    "setxattrat": (463, 463),
    "truncate": (76, 45),
    "utime": (132, None),
    "utimensat": (280, 88),
    "utimes": (235, None),
}

# calls whose first argument names a process: only the caller itself is let through
OWN_PROCESS_ONLY = {
    "kill": (62, 129),
    "prlimit64": (302, 261),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "tgkill": (234, 131),
    "tkill": (200, 130),
}
CLONE = (56, 220)  # threads only
# the flags of clone3 are out of a filter's sight: "no such call", so that the C library takes clone
CLONE3 = (435, 435)
FCNTL = (72, 25)
IOCTL = (16, 29)
OWNER_COMMANDS = (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: signals to other processes
LEASES = (1024, 1026)  # F_SETLEASE, F_NOTIFY: who opens the file elsewhere waits, or is watched
PRCTL = (157, 167)
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG: whoever clears it outlives the grader
SOCKETPAIR = (53, 199)
NO_STREAM = 0x6  # bits of a socket's type that a stream has not: others send to any address
# the only requests that ioctl takes: terminal or not, sizes, blocking, inheriting
REQUESTS = (0x5401, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column, the kernel's id
# a call that came after the tables: nobody has looked at it, so it does not exist
NEWEST = max(
    number for table in (DENIED, MARKS) for numbers in table.values() for number in numbers if number
)

CLONE_THREAD = 0x10000
NAMESPACES = 0x7E020000  # every CLONE_NEW* flag

LOAD, EQUAL, HAS_BITS, AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
REFUSE, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
NUMBER, ARCHITECTURE, FIRST, SECOND = 0, 4, 16, 24  # places in struct seccomp_data (little-endian)


def _line(code, constant, if_true=0, if_false=0):
    return struct.pack("HBBI", code, if_true, if_false, constant & 0xFFFFFFFF)


def program(pid, machine=None) -> bytes:
    """Return the filter of one process: eight bytes for each instruction.

    Parameters
    ----------
    pid : int
        The process that may send signals to itself.
    machine : str, optional
        ``"x86_64"`` or ``"aarch64"``; by default this machine.

    Raises
    ------
    OSError
        Where there is no table for the machine.
    """
    machine = platform.machine() if machine is None else machine
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    column, architecture = MACHINES[machine]
    lines = [
        _line(LOAD, ARCHITECTURE),
        _line(EQUAL, architecture, 1, 0),
        _line(RETURN, KILL),
        _line(LOAD, NUMBER),
    ]
    if machine == "x86_64":  # the x32 numbers
        lines += [_line(AT_LEAST, 0x40000000, 0, 1), _line(RETURN, REFUSE)]
    lines += [_line(AT_LEAST, NEWEST + 1, 0, 1), _line(RETURN, UNKNOWN)]
    for numbers in (*DENIED.values(), *MARKS.values()):
        if numbers[column] is not None:
            lines += [_line(EQUAL, numbers[column], 0, 1), _line(RETURN, REFUSE)]
    lines += [_line(EQUAL, CLONE3[column], 0, 1), _line(RETURN, UNKNOWN)]
    lines += _first_argument(
        CLONE[column], [_line(HAS_BITS, NAMESPACES, 1, 0), _line(HAS_BITS, CLONE_THREAD, 1, 0)]
    )
    for name, numbers in OWN_PROCESS_ONLY.items():
        own = [_line(EQUAL, pid, 1, 0)]
        if name == "prlimit64":  # 0 is the caller, too
            own = [_line(EQUAL, 0, 2, 0), _line(EQUAL, pid, 1, 0)]
        lines += _first_argument(numbers[column], own)
    body = [_line(LOAD, SECOND)]
    for value in (*OWNER_COMMANDS, *LEASES):
        body += [_line(EQUAL, value, 0, 1), _line(RETURN, REFUSE)]
    body.append(_line(LOAD, NUMBER))
    lines += [_line(EQUAL, FCNTL[column], 0, len(body)), *body]
    lines += _first_argument(PRCTL[column], [_line(EQUAL, DEATH_SIGNAL, 0, 1)])
    body = [_line(LOAD, SECOND), _line(HAS_BITS, NO_STREAM, 0, 1), _line(RETURN, REFUSE), _line(LOAD, NUMBER)]
    lines += [_line(EQUAL, SOCKETPAIR[column], 0, len(body)), *body]
    body = [_line(LOAD, SECOND)]
    for value in REQUESTS:
        body += [_line(EQUAL, value, 0, 1), _line(RETURN, ALLOW)]
    body.append(_line(RETURN, REFUSE))
    lines += [_line(EQUAL, IOCTL[column], 0, len(body)), *body]
    lines.append(_line(RETURN, ALLOW))
    return b"".join(lines)


def _first_argument(number, tests):
    """Return lines that refuse a call unless the last of the tests lets its first argument through."""
    body = [_line(LOAD, FIRST), *tests, _line(RETURN, REFUSE), _line(LOAD, NUMBER)]
    return [_line(EQUAL, number, 0, len(body)), *body]
