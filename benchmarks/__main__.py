"""`make bench`: every benchmark in turn, each with its own yardstick in the same run."""

import subprocess
import sys
import time

PARTS = (
    "whats_on",
    "registrations",
    "school_import",
    "impact",
    "feeds",
    "reminders",
    "school_search",
    "office",
    "office_people",
    "courses",
)


def main() -> int:
    """Run all, or those that are named; exit status 1 when one failed."""
    chosen = sys.argv[1:] or PARTS
    failed = []
    for part in chosen:
        print(f"== {part}", flush=True)
        begun = time.perf_counter()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{part}"], check=False).returncode:
            failed.append(part)
        print(f"   ({time.perf_counter() - begun:.0f} s)\n", flush=True)
    print(f"{len(chosen) - len(failed)} of {len(chosen)} benchmarks ran." + (f" Failed: {failed}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
