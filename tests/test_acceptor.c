/* Clients are handed over from every listening socket; out of descriptors it pauses, without turning round and round, and goes on later. */
#include "support.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <unistd.h>

#include "acceptor.h"
#include "times.h"

#define RUN_MS 2000

struct fixture {
	struct loop *loop;
	struct acceptor *acceptor;
	int got[32], families[32], turns;
	size_t count, wanted;
};

static void on_client(void *data, int fd, const struct sockaddr *address, socklen_t length) {
	struct fixture *f = data;
	assert_true(length >= sizeof(struct sockaddr_in) && f->count < 32);
	f->families[f->count] = address->sa_family;
	f->got[f->count++] = fd;
}

static void on_turn(void *data) {
	struct fixture *f = data;
	f->turns++;
	if (f->count >= f->wanted)
		loop_stop(f->loop);
}

static void on_late(void *data) {
	loop_stop(((struct fixture *)data)->loop);
}

/* Until so many clients have come, or `ms` are over. */
static void run(struct fixture *f, size_t wanted, int64_t ms) {
	f->wanted = wanted;
	loop_deadline(f->loop, 0, clock_mono_ms() + ms, on_late, f);
	loop_run(f->loop, NULL, NULL);
}

static int listener(int *port) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(fd, 16), 0);
	getsockname(fd, (struct sockaddr *)&address, &size);
	*port = ntohs(address.sin_port);
	return fd;
}

static bool connect_with(int fd, int port) {
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port) };
	return connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
}

static const struct acceptor_handler handler = { on_client, on_turn };

static int set_up(void **state) {
	static struct fixture f;
	struct error err;
	f = (struct fixture){ .loop = loop_new(&err) };
	f.acceptor = acceptor_new(f.loop, &handler, &f);
	*state = &f;
	return 0;
}

static int tear_down(void **state) {
	struct fixture *f = *state;
	acceptor_free(f->acceptor);
	loop_free(f->loop);
	for (size_t i = 0; i < f->count; i++)
		close(f->got[i]);
	return 0;
}

static void test_several_listeners(void **state) {
	struct fixture *f = *state;
	int ports[2], clients[6];
	for (int i = 0; i < 2; i++)
		acceptor_listen(f->acceptor, listener(&ports[i]));
	for (int i = 0; i < 6; i++)
		assert_true(connect_with(clients[i] = socket(AF_INET, SOCK_STREAM, 0), ports[i % 2]));
	run(f, 6, RUN_MS);
	assert_int_equal(f->count, 6);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(f->families[i], AF_INET);
		assert_true(fcntl(f->got[i], F_GETFL) & O_NONBLOCK);
		close(clients[i]);
	}
	assert_true(f->turns >= 2 && f->turns <= 6);
}

static void test_out_of_descriptors(void **state) {
	struct fixture *f = *state;
	struct rlimit before, none;
	int ports[2], clients[2];
	for (int i = 0; i < 2; i++) {
		acceptor_listen(f->acceptor, listener(&ports[i]));
		clients[i] = socket(AF_INET, SOCK_STREAM, 0);
	}
	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = (rlim_t)clients[1] + 1; /* the last that is open; all below are taken, or are so from now on */
	int fill[64], filled = 0;
	setrlimit(RLIMIT_NOFILE, &none);
	while (filled < 64 && (fill[filled] = dup(clients[0])) >= 0)
		filled++;
	assert_true(connect_with(clients[0], ports[0]));
	run(f, 1, 100);
	assert_true(acceptor_paused(f->acceptor));
	assert_int_equal(f->turns, 1); /* it sleeps although somebody waits */
	assert_true(connect_with(clients[1], ports[1]));
	run(f, 1, 100);
	assert_int_equal(f->turns, 1); /* the other one is not watched either */
	assert_int_equal(f->count, 0);
	setrlimit(RLIMIT_NOFILE, &before);
	acceptor_resume(f->acceptor);
	assert_false(acceptor_paused(f->acceptor));
	run(f, 2, RUN_MS);
	assert_int_equal(f->count, 2);
	for (int i = 0; i < filled; i++)
		close(fill[i]);
	close(clients[0]);
	close(clients[1]);
}

static void test_one_listener_too_many_and_the_end(void **state) {
	struct fixture *f = *state;
	int fds[17], ports[17];
	for (int i = 0; i < 17; i++)
		acceptor_listen(f->acceptor, fds[i] = listener(&ports[i]));
	assert_int_equal(fcntl(fds[15], F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(fds[16], F_GETFD), -1);
	acceptor_stop(f->acceptor);
	for (int i = 0; i < 16; i++)
		assert_int_equal(fcntl(fds[i], F_GETFD), -1);
	acceptor_resume(f->acceptor); /* there is nothing any more */
	run(f, 1, 20);
	assert_int_equal(f->turns, 0);
	acceptor_listen(f->acceptor, fds[0] = listener(&ports[0])); /* and there is room again */
	assert_int_equal(fcntl(fds[0], F_GETFD), FD_CLOEXEC);
	acceptor_free(NULL);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_several_listeners, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_out_of_descriptors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_one_listener_too_many_and_the_end, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
