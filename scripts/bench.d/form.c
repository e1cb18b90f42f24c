/* Opens a full-screen program on a terminal of its own and times it.
 *
 * usage: form MARK KEYS INPUT PROGRAM ARGUMENT…
 *
 * Prints four numbers, in milliseconds: from the start of PROGRAM (standard
 * input: the file INPUT) to the end of the first frame, which is the one
 * that holds MARK; the processor time of that; the median, over the letters
 * of KEYS, of the time from a key to the last byte of the frame that it
 * makes; and the mean processor time of a key. A frame has ended when
 * nothing has come for QUIET ms. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { QUIET = 60, PATIENCE = 20000, MOST = 1 << 22 };

static char seen[MOST + 1];
static size_t held;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void die(const char *why)
{
    fprintf(stderr, "form: %s\n", why);
    exit(1);
}

/* Reads until MARK was seen (or anything, without one) and then nothing
 * more comes; gives when the last byte came. */
static double frame(int terminal, const char *mark)
{
    double last = 0, begun = now();
    held = 0;
    for (;;) {
        struct pollfd fd = {terminal, POLLIN, 0};
        int whole = last > 0 && (!mark || memmem(seen, held, mark, strlen(mark)));
        if (poll(&fd, 1, whole ? QUIET : 1000) > 0) {
            ssize_t got = read(terminal, seen + held, MOST - held);
            if (got <= 0) die("the program ended");
            held += got;
            last = now();
        } else if (whole) {
            return last;
        } else if (now() - begun > PATIENCE) {
            die("no frame came");
        }
    }
}

/* The processor time that all threads of a process have had. */
static double processor(pid_t process)
{
    char pattern[64];
    glob_t tasks;
    double sum = 0;
    snprintf(pattern, sizeof pattern, "/proc/%d/task/*/schedstat", (int)process);
    if (glob(pattern, 0, NULL, &tasks) != 0) die("no schedstat");
    for (size_t at = 0; at < tasks.gl_pathc; at++) {
        FILE *file = fopen(tasks.gl_pathv[at], "r");
        double nanoseconds = 0;
        if (file && fscanf(file, "%lf", &nanoseconds) == 1) sum += nanoseconds / 1e6;
        if (file) fclose(file);
    }
    globfree(&tasks);
    return sum;
}

static int ascending(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    if (argc < 5) die("usage: form MARK KEYS INPUT PROGRAM ARGUMENT...");
    struct winsize size = {24, 80, 0, 0};
    int terminal;
    double begun = now();
    pid_t child = forkpty(&terminal, NULL, NULL, &size);
    if (child < 0) die("no terminal");
    if (child == 0) {
        int in = open(argv[3], O_RDONLY), out = open("/dev/null", O_WRONLY);
        setenv("TERM", "xterm-256color", 1);
        dup2(in, 0);
        dup2(out, 1);
        execv(argv[4], argv + 4);
        _exit(127);
    }
    double opened = frame(terminal, argv[1]) - begun;
    double start = processor(child);
    size_t keys = strlen(argv[2]);
    double *times = calloc(keys, sizeof *times);
    for (size_t at = 0; at < keys; at++) {
        double pressed = now();
        if (write(terminal, argv[2] + at, 1) != 1) die("the key can't be pressed");
        times[at] = frame(terminal, NULL) - pressed;
    }
    qsort(times, keys, sizeof *times, ascending);
    double each = (processor(child) - start) / keys;
    printf("%.2f %.2f %.2f %.2f\n", opened, start, times[keys / 2], each);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    return 0;
}
