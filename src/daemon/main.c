/* mwtopd: the telemetry daemon. */
int main(void) {
	return 0;
}
