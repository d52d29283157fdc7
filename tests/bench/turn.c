/*
 * turn [-i LIST] ROUNDS command... [-- command...]...
 * Runs the commands in turn, ROUNDS times, and prints for each: the median and the sum of its wall
 * times in microseconds.  Round N of every command reads file N of LIST (one path a line) on stdin.
 * Their output goes to /dev/null; a command that fails ends the measurement.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 32, PATH_LONGEST = 4096 };

extern char **environ;

static void die(const char *what)
{
	fprintf(stderr, "turn: %s\n", what);
	exit(1);
}

static int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t run(char **argv, const char *input)
{
	posix_spawn_file_actions_t actions;
	int64_t start = now_us();
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ) != 0)
		die(argv[0]);
	if (waitpid(pid, &status, 0) != pid || status != 0)
		die(argv[0]);
	posix_spawn_file_actions_destroy(&actions);
	return now_us() - start;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void print(int64_t *took, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += took[i];
	qsort(took, n, sizeof *took, by_value);
	printf("%lld %lld\n", (long long)took[n / 2], (long long)sum);
}

static const char *next_input(FILE *list, char *line)
{
	if (list == NULL)
		return "/dev/null";
	if (fgets(line, PATH_LONGEST, list) == NULL)
		die("too few files for so many rounds");
	line[strcspn(line, "\n")] = '\0';
	return line;
}

int main(int argc, char **argv)
{
	char **commands[COMMANDS], line[PATH_LONGEST];
	int64_t *took[COMMANDS];
	FILE *list = NULL;
	size_t n = 0, rounds;
	int at = 1;

	if (argc > 3 && strcmp(argv[1], "-i") == 0) {
		list = fopen(argv[2], "r");
		if (list == NULL)
			die(argv[2]);
		at = 3;
	}
	if (at + 1 >= argc || (rounds = strtoul(argv[at++], NULL, 10)) == 0)
		die("usage: turn [-i LIST] ROUNDS command... [-- command...]...");
	while (at < argc && n < COMMANDS) {
		commands[n] = &argv[at];
		took[n++] = calloc(rounds, sizeof **took);
		while (at < argc && strcmp(argv[at], "--") != 0)
			at++;
		argv[at++] = NULL;
	}
	for (size_t i = 0; i < rounds; i++) {
		const char *input = next_input(list, line);

		for (size_t c = 0; c < n; c++)
			took[c][i] = run(commands[c], input);
	}
	for (size_t c = 0; c < n; c++)
		print(took[c], rounds);
	return 0;
}
