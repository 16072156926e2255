int interleave_version(void); int interleave_version(void) { return 1; }
