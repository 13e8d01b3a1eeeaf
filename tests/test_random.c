/* The generator: the published algorithm, separate streams, and a bell of the right width. */
#include "support.h"

#include "random.h"

/* splitmix64 from 0 begins with these (they are the well-known test values of the algorithm); xoshiro256** runs on them. */
static void test_known_values(void **state) {
	(void)state;
	struct random r = { { 1, 2, 3, 4 } };
	/* By hand from the definition: rotl(2 * 5, 7) * 9 = 11520; then state 7, 0, 0x40002, 0x6000000000 and rotl(0, 7) = 0. */
	assert_true(random_next(&r) == 11520);
	assert_true(r.state[0] == 7 && r.state[1] == 0 && r.state[2] == 0x40002 && r.state[3] == 0xc00000000000u);
	assert_true(random_next(&r) == 0);
}

static void test_seed_and_stream(void **state) {
	(void)state;
	struct random a, b, other_seed, other_stream;
	random_seed(&a, 1, 5);
	random_seed(&b, 1, 5);
	random_seed(&other_seed, 2, 5);
	random_seed(&other_stream, 1, 6);
	uint64_t first = random_next(&a);
	assert_true(first == random_next(&b));
	assert_true(first != random_next(&other_seed));
	assert_true(first != random_next(&other_stream));
}

static void test_distribution(void **state) {
	(void)state;
	struct random r;
	double sum = 0, squares = 0, uniform = 0;
	random_seed(&r, 42, 0);
	for (int i = 0; i < 100000; i++) {
		double x = random_normal(&r), u = random_uniform(&r);
		assert_true(x > -3.47 && x < 3.47);
		assert_true(u >= 0 && u < 1);
		sum += x;
		squares += x * x;
		uniform += u;
	}
	assert_near(sum / 100000, 0, 0.01);
	assert_near(squares / 100000, 1, 0.01);
	assert_near(uniform / 100000, 0.5, 0.005);
}

int main(void) {
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_values),
		cmocka_unit_test(test_seed_and_stream),
		cmocka_unit_test(test_distribution),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
