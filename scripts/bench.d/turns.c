/* Runs commands in turn, each a whole process, and prints what each took.
 *
 *   turns [-n RUNS] [-b BEFORE] [-i FILE] [-o FILE] COMMAND… [:vs: COMMAND…]…
 *
 * Every command runs once to warm the machine's caches and then RUNS times (15), always in turn: the first, the second,
 * the first again. For each it prints a line: median of the time in µs, median of user and system time together in µs,
 * and the highest peak of resident memory in KiB. Of a command's children those are counted that it waited for; the
 * peak is that of the largest one.
 *
 *   -b BEFORE  'sh -c BEFORE' runs before every run and isn't measured
 *   -i FILE    standard input, else /dev/null
 *   -o FILE    standard output, written anew by each run, else /dev/null
 *
 * A command that fails ends it with status 1.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { MOST = 8 };

struct measured {
	double wall, cpu;
	long peak;
};

static void fail(const char *what, const char *subject)
{
	fprintf(stderr, "turns: cannot %s '%s'%s%s\n", what, subject, errno ? ": " : "", errno ? strerror(errno) : "");
	exit(1);
}

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double micros(struct timeval time)
{
	return (double)time.tv_sec * 1e6 + (double)time.tv_usec;
}

static struct measured run(char **argv, const char *in, const char *out)
{
	posix_spawn_file_actions_t files;
	struct rusage usage;
	pid_t pid;
	int status;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, in, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	double start = now();
	errno = posix_spawnp(&pid, argv[0], &files, NULL, argv, environ);
	if (errno)
		fail("run", argv[0]);
	while (wait4(pid, &status, 0, &usage) < 0)
		if (errno != EINTR)
			fail("wait for", argv[0]);
	double took = now() - start;
	posix_spawn_file_actions_destroy(&files);
	errno = 0;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail("go on: a run failed of", argv[0]);
	return (struct measured){took, micros(usage.ru_utime) + micros(usage.ru_stime), usage.ru_maxrss};
}

static int compare(const void *left, const void *right)
{
	double one = *(const double *)left, two = *(const double *)right;
	return (one > two) - (one < two);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof *values, compare);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* Cuts the words at each ':vs:'; the number of commands. */
static int commands_of(char **words, char **commands[MOST])
{
	int count = 0;
	commands[count++] = words;
	for (; *words; words++)
		if (strcmp(*words, ":vs:") == 0) {
			*words = NULL;
			if (count == MOST)
				fail("take so many commands as of", words[1]);
			commands[count++] = words + 1;
		}
	for (int i = 0; i < count; i++)
		if (!commands[i][0])
			fail("run", "an empty command");
	return count;
}

int main(int argc, char **argv)
{
	const char *before = NULL, *in = "/dev/null", *out = "/dev/null";
	char **commands[MOST];
	int runs = 15, option;

	while ((option = getopt(argc, argv, "+n:b:i:o:")) != -1)
		switch (option) {
		case 'n': runs = atoi(optarg); break;
		case 'b': before = optarg; break;
		case 'i': in = optarg; break;
		case 'o': out = optarg; break;
		default: return 2;
		}
	if (runs < 1 || optind == argc) {
		fprintf(stderr, "turns: wrong usage, see its source\n");
		return 2;
	}
	int count = commands_of(argv + optind, commands);
	double *walls = calloc((size_t)(count * runs), sizeof *walls), *cpus = calloc((size_t)(count * runs), sizeof *cpus);
	long peaks[MOST] = {0};
	if (!walls || !cpus)
		fail("keep", "so many runs");
	for (int i = -1; i < runs; i++)
		for (int each = 0; each < count; each++) {
			char *first[] = {"sh", "-c", (char *)before, NULL};
			if (before)
				run(first, "/dev/null", "/dev/null");
			struct measured took = run(commands[each], in, out);
			if (i < 0)
				continue;
			walls[each * runs + i] = took.wall;
			cpus[each * runs + i] = took.cpu;
			if (took.peak > peaks[each])
				peaks[each] = took.peak;
		}
	for (int each = 0; each < count; each++)
		printf("%.0f %.0f %ld\n", median(walls + each * runs, runs), median(cpus + each * runs, runs), peaks[each]);
	return 0;
}
