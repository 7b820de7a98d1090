/* SPDX-License-Identifier: MIT */
/*
 * Format detection: from the first bytes of a file, never from its name (guide p.2-5).
 *
 *   level      "Salted__"                 1F 8B                      '<' after blanks   89 "VSPC"   anything else
 *   FILE       decrypt, go to DECRYPTED   inflate, go to INFLATED    XML                compiled    corrupt
 *   DECRYPTED  corrupt                    inflate, go to INFLATED    XML                corrupt     corrupt
 *   INFLATED   corrupt                    corrupt                    XML                corrupt     corrupt
 *
 * So a profile is compressed first, then encrypted; the reverse order is rejected (guide p.2-5, PAP2 guide p.25).
 * guess: the guide describes both for XML only, and the compiled form has its own keys, so that one must be neither
 * encrypted nor compressed. The vendor compiler's binary form is "anything else": its layout was never published.
 */
#include "profile_priv.h"
#include <fw/spc.h>
#include <rt/ascii.h>
#include <rt/assert.h>
#include <rt/mem.h>
#include <string.h>

enum level { LEVEL_FILE, LEVEL_DECRYPTED, LEVEL_INFLATED, N_LEVELS };
enum form { FORM_UNKNOWN, FORM_AES, FORM_GZIP, FORM_BLANKS /* XML, before its first '<' */, FORM_XML, FORM_SPC };

static const struct {
    const char *bytes;
    size_t n;
    enum form form;
} HEADS[] = {
    {"Salted__", 8, FORM_AES},  /* PAP2 guide p.25 */
    {"\x1F\x8B", 2, FORM_GZIP}, /* RFC 1952 section 2.3.1 */
    {"\xEF\xBB\xBF", 3, FORM_BLANKS},
    {FW_SPC_MAGIC, FW_SPC_MAGIC_BYTES, FORM_SPC},
};
#define N_HEADS  (sizeof HEADS / sizeof HEADS[0])
#define HEAD_MAX 8u

struct fw_profile {
    struct fw_profile_config config;
    struct fw_profile_report report;
    enum fw_fail fail;
    struct {
        enum form form;
        uint8_t head[HEAD_MAX];
        size_t n_head;
    } levels[N_LEVELS];
    struct fw_aes *aes;
    struct fw_gunzip *gunzip;
    struct fw_spc *spc;
    struct fw_elements elements;
};

static enum fw_fail feed_level(struct fw_profile *p, enum level level, const uint8_t *bytes, size_t n);

enum rt_err fw_profile_create(struct fw_profile **out, const struct fw_profile_config *config)
{
    RT_ASSERT(out != NULL && config != NULL && config->txn != NULL && config->params != NULL);
    struct fw_profile *p = rt_mem_alloc(sizeof *p);
    *out = NULL;
    if (p == NULL) {
        return RT_ENOMEM;
    }
    p->config = *config;
    p->report.what = "";
    enum rt_err err = fw_elements_init(&p->elements, &p->config, &p->report);
    if (err != RT_OK) {
        (void)rt_mem_free(p);
        return err;
    }
    p->report.n_alias_bad = p->elements.aliases.n_bad;
    *out = p;
    return RT_OK;
}

void fw_profile_destroy(struct fw_profile *p)
{
    if (p != NULL) {
        fw_aes_destroy(p->aes);
        fw_gunzip_destroy(p->gunzip);
        fw_spc_destroy(p->spc);
        fw_elements_fini(&p->elements);
        (void)rt_mem_free(p);
    }
}

const struct fw_profile_report *fw_profile_report(const struct fw_profile *p)
{
    return &p->report;
}

/* The first failure is kept. */
static enum fw_fail refuse(struct fw_profile *p, enum fw_fail fail, const char *what)
{
    if (p->fail == FW_FAIL_NONE) {
        p->fail = fail;
        p->report.what = what;
    }
    return p->fail;
}

static enum fw_fail feed_decrypted(void *ctx, const uint8_t *bytes, size_t n)
{
    ((struct fw_profile *)ctx)->report.n_decrypted += n;
    return feed_level(ctx, LEVEL_DECRYPTED, bytes, n);
}

static enum fw_fail feed_inflated(void *ctx, const uint8_t *bytes, size_t n)
{
    ((struct fw_profile *)ctx)->report.n_inflated += n;
    return feed_level(ctx, LEVEL_INFLATED, bytes, n);
}

static enum fw_fail begin_aes(struct fw_profile *p, enum level level)
{
    const struct fw_sink sink = {feed_decrypted, p};
    if (level != LEVEL_FILE) {
        return refuse(p, FW_FAIL_CORRUPT_FILE,
                      level == LEVEL_INFLATED ? "encrypted before it was compressed: the order is gzip, then encrypt"
                                              : "encrypted twice");
    }
    if (p->config.key == NULL) {
        return refuse(p, FW_FAIL_CORRUPT_FILE, "the file is encrypted, and the rule gives no --key");
    }
    return fw_aes_create(&p->aes, p->config.key, &sink) == RT_OK ? FW_FAIL_NONE
                                                                 : refuse(p, FW_FAIL_STORE, "out of memory");
}

static enum fw_fail begin_gunzip(struct fw_profile *p, enum level level)
{
    const struct fw_sink sink = {feed_inflated, p};
    if (level == LEVEL_INFLATED) {
        return refuse(p, FW_FAIL_CORRUPT_FILE, "compressed twice");
    }
    return fw_gunzip_create(&p->gunzip, &sink) == RT_OK ? FW_FAIL_NONE : refuse(p, FW_FAIL_STORE, "out of memory");
}

static enum fw_fail begin_spc(struct fw_profile *p, enum level level)
{
    if (level != LEVEL_FILE) {
        return refuse(p, FW_FAIL_CORRUPT_FILE,
                      level == LEVEL_INFLATED
                          ? "a compiled file inside gzip: serve it as it is"
                          : "a compiled file inside openssl's encryption: give the key to the compiler");
    }
    return fw_spc_create(&p->spc, &p->config, &p->report) == RT_OK ? FW_FAIL_NONE
                                                                   : refuse(p, FW_FAIL_STORE, "out of memory");
}

/* The format is known: passes the bytes to its stage. */
static enum fw_fail pass_on(struct fw_profile *p, enum form form, const uint8_t *bytes, size_t n)
{
    const char *what = "";
    enum fw_fail fail = FW_FAIL_NONE;
    if (form == FORM_AES) {
        fail = fw_aes_feed(p->aes, bytes, n);
    } else if (form == FORM_GZIP) {
        fail = fw_gunzip_feed(p->gunzip, bytes, n, &what);
    } else if (form == FORM_SPC) {
        fail = fw_spc_feed(p->spc, bytes, n, &what);
    } else {
        if (p->config.on_text != NULL) {
            p->config.on_text(p->config.ctx, bytes, n);
        }
        fail = fw_elements_feed(&p->elements, bytes, n);
        what = p->report.what;
    }
    return fail != FW_FAIL_NONE ? refuse(p, fail, what) : FW_FAIL_NONE;
}

/* Files of other programs: none of them is the vendor compiler's. Heads: the formats' own documents. */
static bool is_foreign(const uint8_t head[HEAD_MAX])
{
    static const struct {
        const char *bytes;
        size_t n;
    } rows[] = {
        {"\xFF\xFE", 2}, /* UTF-16 and UTF-32 with a byte order mark */
        {"\xFE\xFF", 2},         {"\0\0\xFE\xFF", 4}, {"PK\x03\x04", 4}, {"\xFD\x37zXZ", 5},
        {"\x28\xB5\x2F\xFD", 4}, {"7z\xBC\xAF", 4},   {"\x78\x01", 2}, /* zlib without gzip's head */
        {"\x78\x9C", 2},         {"\x78\xDA", 2},     {"\x7F\x45LF", 4}, {"VSPAIMG", 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (memcmp(head, rows[i].bytes, rows[i].n) == 0) {
            return true;
        }
    }
    return false;
}

/* A byte that no text contains. The header of the vendor's files is not known, so any such byte near the start
 * counts. */
static bool is_binary(const uint8_t *head, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (head[i] >= 0x7f || (head[i] < ' ' && head[i] != '\t' && head[i] != '\r' && head[i] != '\n')) {
            return true;
        }
    }
    return false;
}

static enum fw_fail refuse_unknown(struct fw_profile *p, enum level level)
{
    if (level == LEVEL_DECRYPTED) {
        return refuse(p, FW_FAIL_CORRUPT_FILE, "decrypted, it is no profile: is the phrase of --key the right one?");
    }
    const uint8_t *head = p->levels[level].head;
    if (p->levels[level].n_head < HEAD_MAX || !is_binary(head, HEAD_MAX) || is_foreign(head)) {
        return refuse(
            p, FW_FAIL_CORRUPT_FILE,
            "not a profile: neither XML nor gzip nor encrypted nor compiled (plain-text source must be compiled)");
    }
    p->report.warning =
        "a file of no known form: if the vendor's spc compiled it, a real unit reads it, but its format "
        "is not public; use XML, or compile the source with vspa spc";
    return refuse(p, FW_FAIL_CORRUPT_FILE,
                  "not a profile of a known form; if compiled by the vendor's spc: its format is not public; use XML, "
                  "or compile the source with vspa spc");
}

/* Matches the header: FORM_UNKNOWN while it may still become one of HEADS. False: no match. */
static bool recognise(const uint8_t *head, size_t n, enum form *form)
{
    bool may_become = false;
    *form = FORM_UNKNOWN;
    for (size_t i = 0; i < N_HEADS; i++) {
        size_t n_same = n < HEADS[i].n ? n : HEADS[i].n;
        if (memcmp(head, HEADS[i].bytes, n_same) == 0) {
            may_become = true;
            *form = n >= HEADS[i].n ? HEADS[i].form : *form;
        }
    }
    if (!may_become && (rt_is_blank(head[0]) || head[0] == '<')) {
        *form = FORM_BLANKS;
        may_become = true;
    }
    return may_become;
}

static enum fw_fail begin_form(struct fw_profile *p, enum level level, enum form form)
{
    p->levels[level].form = form;
    p->report.was_encrypted = p->report.was_encrypted || form == FORM_AES;
    p->report.was_compressed = p->report.was_compressed || form == FORM_GZIP;
    p->report.was_compiled = p->report.was_compiled || form == FORM_SPC;
    if (form == FORM_AES) {
        return begin_aes(p, level);
    }
    if (form == FORM_SPC) {
        return begin_spc(p, level);
    }
    return form == FORM_GZIP ? begin_gunzip(p, level) : FW_FAIL_NONE;
}

/* Byte by byte, until the format is known. */
static enum fw_fail feed_head(struct fw_profile *p, enum level level, uint8_t byte)
{
    enum form form;
    uint8_t *head = p->levels[level].head;
    head[p->levels[level].n_head++] = byte;
    size_t n = p->levels[level].n_head;
    if (!recognise(head, n, &form) && n == HEAD_MAX) {
        return refuse_unknown(p, level); /* not at the first byte: the error message is based on the whole header */
    }
    if (form == FORM_UNKNOWN) {
        return FW_FAIL_NONE;
    }
    enum fw_fail fail = begin_form(p, level, form);
    if (fail != FW_FAIL_NONE) {
        return fail;
    }
    if (form == FORM_BLANKS && n == 1) {
        p->levels[level].form = head[0] == '<' ? FORM_XML : FORM_BLANKS;
        return pass_on(p, FORM_XML, head, 1);
    }
    return form == FORM_BLANKS ? FW_FAIL_NONE : pass_on(p, form, head, n); /* skip the byte order mark */
}

static enum fw_fail feed_blank(struct fw_profile *p, enum level level, uint8_t byte)
{
    if (byte == '<') {
        p->levels[level].form = FORM_XML;
    } else if (!rt_is_blank(byte)) {
        return refuse_unknown(p, level);
    }
    return pass_on(p, FORM_XML, &byte, 1);
}

static enum fw_fail feed_level(struct fw_profile *p, enum level level, const uint8_t *bytes, size_t n)
{
    while (n > 0 && p->fail == FW_FAIL_NONE &&
           (p->levels[level].form == FORM_UNKNOWN || p->levels[level].form == FORM_BLANKS)) {
        if (p->levels[level].form == FORM_UNKNOWN) {
            (void)feed_head(p, level, *bytes); /* the loop looks at p->fail */
        } else {
            (void)feed_blank(p, level, *bytes);
        }
        bytes++;
        n--;
    }
    return n > 0 && p->fail == FW_FAIL_NONE ? pass_on(p, p->levels[level].form, bytes, n) : p->fail;
}

enum fw_fail fw_profile_feed(struct fw_profile *p, const uint8_t *bytes, size_t n)
{
    RT_ASSERT(p != NULL && (bytes != NULL || n == 0));
    if (p->fail != FW_FAIL_NONE) {
        return p->fail;
    }
    if (n > FW_PROFILE_BYTES_MAX - p->report.n_file) {
        return refuse(p, FW_FAIL_TOO_BIG, "the file is larger than 4 MiB");
    }
    p->report.n_file += n;
    return feed_level(p, LEVEL_FILE, bytes, n);
}

/* Takes the final result of a stage, unless an earlier one failed. */
static void finish_stage(struct fw_profile *p, enum fw_fail fail, const char *what)
{
    if (fail != FW_FAIL_NONE) {
        (void)refuse(p, fail, what); /* the caller looks at p->fail */
    }
}

static enum level last_level(const struct fw_profile *p)
{
    return p->gunzip != NULL ? LEVEL_INFLATED : p->aes != NULL ? LEVEL_DECRYPTED : LEVEL_FILE;
}

enum fw_fail fw_profile_finish(struct fw_profile *p)
{
    const char *what = "";
    /* In this order: the last block of one stage may be the first of the next. */
    if (p->fail == FW_FAIL_NONE && p->aes != NULL) {
        enum fw_fail fail = fw_aes_finish(p->aes, &what);
        finish_stage(p, fail, what);
    }
    if (p->fail == FW_FAIL_NONE && p->gunzip != NULL) {
        enum fw_fail fail = fw_gunzip_finish(p->gunzip, &what);
        finish_stage(p, fail, what);
    }
    if (p->fail == FW_FAIL_NONE && p->spc != NULL) {
        enum fw_fail fail = fw_spc_finish(p->spc, &what);
        finish_stage(p, fail, what);
        return p->fail;
    }
    enum level last = last_level(p);
    p->report.is_xml = p->levels[last].form == FORM_XML;
    if (p->fail == FW_FAIL_NONE && !p->report.is_xml) {
        bool is_empty = p->levels[last].form == FORM_BLANKS || p->levels[last].n_head == 0;
        return is_empty ? refuse(p, FW_FAIL_CORRUPT_FILE, "the file is empty") : refuse_unknown(p, last);
    }
    if (p->fail == FW_FAIL_NONE) {
        enum fw_fail fail = fw_elements_finish(&p->elements);
        finish_stage(p, fail, p->report.what);
    }
    return p->fail;
}
