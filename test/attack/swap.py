"""swap.py SECONDS A B [A B ...]: exchanges each pair again and again, each exchange in one step of the kernel (RENAME_EXCHANGE)."""
import ctypes, os, random, sys, time

libc = ctypes.CDLL(None, use_errno=True)
AT_FDCWD, RENAME_EXCHANGE = -100, 2


def exchange(one, other):
    return libc.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE)


def main(seconds, names):
    pairs = list(zip(names[::2], names[1::2]))
    end = time.monotonic() + float(seconds)
    chance = random.Random(len(names))
    swaps = 0
    while time.monotonic() < end:
        for one, other in pairs:
            swaps += exchange(one, other) == 0
        if chance.random() < 0.3:
            time.sleep(chance.random() / 2000)
    print(swaps)


main(sys.argv[1], sys.argv[2:])
