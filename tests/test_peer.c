/* Clients of the HTTP server: their names, the list of them, and who is late. */
#include "support.h"

#include <arpa/inet.h>
#include <string.h>

#include "peer.h"

static bool gone;
static bool is_lost(const struct flow *f) { (void)f; return gone; }

static void names(void **state) {
	(void)state;
	struct peer *list = NULL;
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(4000), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(5000), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr local = { .sa_family = AF_UNIX };
	struct peer *a = peer_new(&list, 7, (const struct sockaddr *)&v4), *b = peer_new(&list, 8, (const struct sockaddr *)&v6), *c = peer_new(&list, 9, &local);
	assert_string_equal(a->name, "127.0.0.1:4000");
	assert_string_equal(b->name, "[::1]:5000");
	assert_string_equal(c->name, "unix client 9");
	assert_true(!a->trusted && !b->trusted && c->trusted);
	assert_ptr_equal(list, c);
	peer_free(&list, b);
	assert_true(c->next == a && a->before == c && !a->next);
	peer_free(&list, c);
	assert_true(list == a && !a->before);
	peer_free(&list, a);
	assert_null(list);
}

static void lateness(void **state) {
	(void)state;
	struct flow flow = { .lost = is_lost };
	struct peer p = { .since_ms = 1000 };
	assert_int_equal(peer_lateness(&p, 1999, 1000, 5000), PEER_IN_TIME);
	assert_int_equal(peer_lateness(&p, 2000, 1000, 5000), PEER_SENDS_NOTHING);
	p.active = true;
	assert_int_equal(peer_lateness(&p, 5999, 1000, 5000), PEER_IN_TIME);
	assert_int_equal(peer_lateness(&p, 6000, 1000, 5000), PEER_STALLED);
	p.flow = &flow;
	gone = true;
	assert_int_equal(peer_lateness(&p, 1000, 1000, 5000), PEER_LOST);
	p.dry = true;
	assert_int_equal(peer_lateness(&p, 9000, 1000, 5000), PEER_IN_TIME);
	p.dry = false;
	p.cut = true;
	assert_int_equal(peer_lateness(&p, 9000, 1000, 5000), PEER_IN_TIME);
}

int main(void) {
	const struct CMUnitTest tests[] = { cmocka_unit_test(names), cmocka_unit_test(lateness) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
