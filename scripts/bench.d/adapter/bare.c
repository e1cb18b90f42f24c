/*
 * The Docker Engine's API, bare: one command in a container, as few calls as
 * it takes. usage: bare SOCKET CONTAINER REQUEST WORD...
 *
 * Creates an exec, starts it with REQUEST as its input, reads what it prints
 * to its end, and asks for its exit code. Prints what came as it came.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char answer[1 << 16];

static int dial(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int wire = socket(AF_UNIX, SOCK_STREAM, 0);

	strncpy(address.sun_path, path, sizeof(address.sun_path) - 1);
	if (wire < 0 || connect(wire, (struct sockaddr *)&address, sizeof(address)) < 0) {
		perror(path);
		exit(1);
	}
	return wire;
}

static void put(int wire, const char *text)
{
	size_t length = strlen(text);

	if (write(wire, text, length) != (ssize_t)length) {
		perror("write");
		exit(1);
	}
}

/* Reads to the end; the answer is in 'answer'. */
static void get(int wire)
{
	size_t length = 0;
	ssize_t count;

	while (length < sizeof(answer) - 1 &&
	       (count = read(wire, answer + length, sizeof(answer) - 1 - length)) > 0)
		length += count;
	answer[length] = 0;
	close(wire);
}

static void post(int wire, const char *path, const char *body, const char *more)
{
	char head[1024];

	snprintf(head, sizeof(head),
		 "%s %s HTTP/1.1\r\nHost: docker\r\n%s"
		 "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		 body ? "POST" : "GET", path, more, body ? strlen(body) : 0);
	put(wire, head);
	if (body)
		put(wire, body);
}

int main(int argc, char **argv)
{
	char body[4096], path[256], id[128];
	int wire, length, at;
	char *found;

	if (argc < 5)
		return 2;
	length = snprintf(body, sizeof(body),
		"{\"AttachStdin\":true,\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":[");
	for (at = 4; at < argc; at++)
		length += snprintf(body + length, sizeof(body) - length, "%s\"%s\"", at > 4 ? "," : "", argv[at]);
	snprintf(body + length, sizeof(body) - length, "]}");
	snprintf(path, sizeof(path), "/v1.40/containers/%s/exec", argv[2]);
	wire = dial(argv[1]);
	post(wire, path, body, "Connection: close\r\n");
	get(wire);
	found = strstr(answer, "\"Id\":\"");
	if (!found || sscanf(found, "\"Id\":\"%127[0-9a-f]", id) != 1) {
		fprintf(stderr, "%s\n", answer);
		return 1;
	}
	snprintf(path, sizeof(path), "/v1.40/exec/%s/start", id);
	wire = dial(argv[1]);
	post(wire, path, "{\"Detach\":false,\"Tty\":false}", "Connection: Upgrade\r\nUpgrade: tcp\r\n");
	put(wire, argv[3]);
	shutdown(wire, SHUT_WR);
	get(wire);
	fputs(answer, stdout);
	snprintf(path, sizeof(path), "/v1.40/exec/%s/json", id);
	wire = dial(argv[1]);
	post(wire, path, NULL, "Connection: close\r\n");
	get(wire);
	return strstr(answer, "\"ExitCode\":0") ? 0 : 1;
}
