/* SPDX-License-Identifier: MIT */
/* Writing of what the compiler makes: the container of fw/spc.h, and samples made from the schema of a release. */
#pragma once
#include <offline/plain.h>
#include <offline/release.h>
#include <fw/spc.h>

struct spc_config {
    enum fw_spc_mode mode;
    enum fw_spc_key key;
    const char *phrase;              /* of --scramble, --ascii-key, --hex-key; NULL: none */
    uint8_t mac[6];                  /* of --target */
    uint8_t salt[FW_SPC_SALT_BYTES]; /* drawn by the caller; not used for generic and scrambled files */
};

/* RT_EACCES: a hexadecimal key that is none; RT_ETOOBIG; RT_ENOMEM. */
enum rt_err spc_write(const struct spc_config *config, const struct plain *source, struct rt_buf *out);

/* All parameters of the release with their factory values and accesses, as a source or as XML that a unit takes.
 * RT_ETOOBIG, RT_ENOMEM. */
enum rt_err spc_write_sample_source(const struct release *of, struct rt_buf *out);
enum rt_err spc_write_sample_xml(const struct release *of, struct rt_buf *out);
