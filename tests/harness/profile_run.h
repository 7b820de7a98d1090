/* SPDX-License-Identifier: MIT */
/* One profile read into the parameters of a rig, in pieces of a stated size. */
#pragma once
#include <fw/profile.h>
#include <harness/params_rig.h>

struct profile_run {
    const char *key;       /* NULL: none */
    const char *alias_map; /* NULL: none */
    size_t chunk_bytes;    /* 0: all at once */
    const uint8_t *mac;    /* of the unit; NULL: none */
    /* out: */
    enum fw_fail fail;
    struct fw_profile_report report;
    struct rt_buf items; /* a line each: "2:3 /flat-profile/GPP_A GPP_A=[1] rw taken"; freed by profile_run_close */
};

/* Reads the bytes; commits when they are a profile, forgets all when they are not, as a resync does. */
void profile_run_open(struct profile_run *run, struct params_rig *rig, const void *bytes, size_t n);
void profile_run_close(struct profile_run *run);

/* Owned by the caller: rt_mem_free. */
uint8_t *profile_gzip(const void *bytes, size_t n, size_t *n_out);
/* As `openssl enc -aes-256-cbc` with that key, IV and salt. */
uint8_t *profile_encrypt(const void *bytes, size_t n, const uint8_t key[32], const uint8_t iv[16],
                         const uint8_t salt[8], size_t *n_out);
/* The schema of release 5.2.10; rt_mem_free. The argument is TEST_SOURCE_DIR. */
char *profile_schema(const char *test_source_dir);
