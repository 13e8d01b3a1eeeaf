/* Many watchers of one daemon: stream clients on raw sockets in one loop. Every line that any of them gets is compared with what the daemon
 * recorded. It fails when a client was behind by more than one frame, lost a line, got one twice or another, or was dropped; and when one
 * that never reads, of frames that are large, was not dropped and named in the log. Times are printed and never fail. */
#include <errno.h>
#include <sys/resource.h>
#include <time.h>

#include "bench_program.h"
#include "big_site.h"
#include "buf.h"
#include "load.h"
#include "times.h"

#define ARGUMENTS_MAX 16
#define SLOW_S 30 /* the kernel holds about 20 large frames of a client that does not read; then it takes nothing for --stall-time */

struct row {
	const char *name;
	int count, slow, seconds;
	bool packed;
	const char *arguments[ARGUMENTS_MAX]; /* of the daemon */
};

static double server_cpu_s(const struct server *s) {
	clockid_t clock;
	struct timespec t;
	if (clock_getcpuclockid(s->pid, &clock) != 0 || clock_gettime(clock, &t) != 0)
		return 0;
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double server_memory_mib(const struct server *s) {
	char path[64], line[256];
	double kib = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)s->pid);
	FILE *f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (sscanf(line, "VmHWM: %lf", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib / 1024;
}

/* A file as text; owned by the caller. */
static char *read_text(const char *path) {
	struct buf text = { 0 };
	char bytes[4096];
	size_t n;
	FILE *f = fopen(path, "r");
	buf_puts(&text, "");
	while (f && (n = fread(bytes, 1, sizeof bytes, f)) > 0)
		buf_add(&text, bytes, n);
	if (f)
		fclose(f);
	return text.data;
}

static bool is_fine(const struct row *row, const struct load_result *r) {
	size_t readers = (size_t)(row->count - row->slow), least = (size_t)(row->seconds > 2 ? row->seconds - 2 : 1);
	bool whole = r->lost == 0 && r->doubled == 0 && r->other == 0 && r->dropped == 0;
	return whole && r->behind <= 1 && r->frames >= readers * least && r->cut == (size_t)row->slow && r->named == (size_t)row->slow;
}

static void print_row(const struct row *row, const struct load_result *r, double cpu_ms_s, double memory_mib) {
	printf("| %-28s | %5d | %8zu | %6zu | %4zu | %7zu | %5zu | %7zu | %4d | %4zu | %5zu | %8.2f | %8.2f | %8.1f | %6.1f |\n", row->name, row->count, r->frames,
	       r->behind, r->lost, r->doubled, r->other, r->dropped, row->slow, r->cut, r->named, r->late_ms, r->late_99_ms, cpu_ms_s, memory_mib);
	fflush(stdout);
}

static bool measure(const struct row *row, struct server *s, const char *log_path) {
	struct load_options options = { .port = s->port, .count = row->count, .slow = row->slow, .packed = row->packed };
	struct load_result result;
	double cpu_s = server_cpu_s(s);
	int64_t begin_ms = clock_mono_ms();
	struct load *l = load_open(&options);
	if (!l)
		return false;
	load_run(l, row->seconds);
	double took_s = (double)(clock_mono_ms() - begin_ms) / 1000, memory_mib = server_memory_mib(s);
	cpu_s = server_cpu_s(s) - cpu_s;
	char *log_text = read_text(log_path); /* before load_judge reads for those who did not */
	bool fine = load_judge(l, log_text, &result);
	if (fine) {
		print_row(row, &result, cpu_s / took_s * 1000, memory_mib);
		fine = is_fine(row, &result);
	}
	free(log_text);
	load_free(l);
	return fine;
}

static bool run(const struct row *row, const char *dir) {
	struct server s = { 0 };
	char *log_path = mem_printf("%s/log", dir);
	const char *arguments[ARGUMENTS_MAX + 5] = { "--max-clients", "3000", "--log", log_path };
	memcpy(arguments + 4, row->arguments, sizeof row->arguments);
	bool fine = server_start(&s, arguments);
	if (fine) {
		fine = measure(row, &s, log_path);
		fine = server_end(&s) == 0 && fine;
	}
	unlink(log_path);
	free(log_path);
	return fine;
}

static bool run_all(const char *dir, const char *big, int count, int seconds) {
	const struct row rows[] = {
		{ "one", 1, 0, seconds / 2, false, { "--sim", "generator-trip", "--at", "T-25m" } },
		{ "all read", count, 0, seconds, false, { "--sim", "generator-trip", "--at", "T-25m" } },
		{ "zstd, unpacked", count, 0, seconds, true, { "--sim", "generator-trip", "--at", "T-25m" } },
		{ "256 sets, 50 never read", count, count < 100 ? count / 2 : 50, SLOW_S, false, { "--sim", big, "--buffer", "64", "--stall-time", "5" } },
	};
	bool fine = true;
	printf("One daemon, a frame a second, of 14 sets where nothing else is said. Late: after the first client that had the frame. CPU of the daemon.\n\n");
	printf("| clients                      | count | frames   | behind | lost | doubled | other | dropped | slow | cut  | named | late ms  | 99 %% ms  | CPU ms/s | MiB    |\n");
	printf("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		fine &= run(&rows[i], dir);
	return fine;
}

int main(int argc, char **argv) {
	struct rlimit files;
	char dir[] = "/tmp/mwtop-clients-XXXXXX", *big;
	int count = argc > 1 ? atoi(argv[1]) : 1000, seconds = argc > 2 ? atoi(argv[2]) : 15;
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (count < 1 || !mkdtemp(dir) || !(big = big_site_write(dir))) {
		fprintf(stderr, "bench_clients: cannot start: %s\n", strerror(errno));
		return 1;
	}
	bool fine = run_all(dir, big, count, seconds);
	if (!fine)
		printf("FAILED: a client was behind by more than a frame, lost a line, got one twice or another, was dropped; or one that never reads was not\n");
	big_site_remove(dir);
	rmdir(dir);
	free(big);
	return fine ? 0 : 1;
}
