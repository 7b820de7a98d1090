/* SPDX-License-Identifier: MIT */
#include <pki/pki_dir.h>
#include <host/output.h>
#include <host/places.h>
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *name, *certificate, *key, *common_name;
} roots[] = {
    [EMU_ROOT_SERVER] = {"server", "server-root.pem", "server-root.key", EMU_PKI_SERVER_ROOT},
    [EMU_ROOT_CLIENT] = {"client", "client-root.pem", "client-root.key", EMU_PKI_CLIENT_ROOT},
};
#define SERVER_KEY "server.key"

const char *emu_root_name(enum emu_root r)
{
    return roots[r].name;
}

static bool join(char out[EMU_PATH_MAX], const char *folder, const char *name)
{
    int n = snprintf(out, EMU_PATH_MAX, "%s/%s", folder, name);
    return n > 0 && (size_t)n < EMU_PATH_MAX;
}

/* A file of the folder, whole; *out is initialised here. */
static enum emu_exit read_in(struct rt_buf *out, const char *folder, const char *name, struct emu_error *error)
{
    char path[EMU_PATH_MAX];
    rt_buf_init(out, EMU_PKI_PEM_MAX);
    enum rt_err err = join(path, folder, name) ? emu_read_file(path, out) : RT_ETOOBIG;
    if (err == RT_OK) {
        emu_output_protect_path(path);
    }
    return err == RT_OK ? EMU_EXIT_OK
                        : emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                                        "%s/%s: %s: give a folder that 'vspa pki init' made, with --pki", folder, name,
                                        rt_err_text(err));
}

static enum emu_exit read_key(struct emu_pki_key **out, const char *folder, const char *name, struct emu_error *error)
{
    struct rt_buf text;
    *out = NULL;
    if (read_in(&text, folder, name, error) == EMU_EXIT_OK) {
        enum rt_err err = emu_pki_key_read(out, text.bytes, text.n);
        if (err != RT_OK) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s/%s: not an RSA key (%s): make it with 'vspa pki init'",
                          folder, name, rt_err_text(err));
        }
    }
    rt_buf_fini(&text);
    return error->code;
}

static bool is_there(const char *folder, const char *name)
{
    char path[EMU_PATH_MAX];
    return join(path, folder, name) && access(path, F_OK) == 0;
}

enum emu_exit emu_authority_open(struct emu_authority **out, const char *folder, enum emu_root which, bool needs_key,
                                 struct emu_error *error)
{
    char place[EMU_PATH_MAX];
    struct rt_buf text;
    *out = NULL;
    if (emu_place_pki(place, folder, error) != EMU_EXIT_OK) {
        return error->code;
    }
    struct emu_authority *a = rt_mem_alloc(sizeof *a);
    if (a == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "pki: out of memory");
    }
    if (!join(a->path, place, roots[which].certificate)) {
        emu_error_set(error, EMU_EXIT_USAGE, "%s: the name is too long: give a shorter one with --pki", place);
    }
    if (read_in(&text, place, roots[which].certificate, error) == EMU_EXIT_OK) {
        enum rt_err err = emu_pki_read(&a->certificate, text.bytes, text.n);
        if (err != RT_OK) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a certificate (%s): make it with 'vspa pki init'",
                          a->path, rt_err_text(err));
        }
    }
    rt_buf_fini(&text);
    if (error->code == EMU_EXIT_OK && (needs_key || is_there(place, roots[which].key))) {
        (void)read_key(&a->key, place, roots[which].key, error);
    }
    if (error->code != EMU_EXIT_OK) {
        emu_authority_close(a);
        return error->code;
    }
    *out = a;
    return EMU_EXIT_OK;
}

void emu_authority_close(struct emu_authority *a)
{
    if (a != NULL) {
        emu_pki_key_destroy(a->key);
        rt_mem_free(a);
    }
}

struct emu_pki_issuer emu_authority_issuer(const struct emu_authority *a)
{
    return (struct emu_pki_issuer){&a->certificate, a->key};
}

enum emu_exit emu_pki_server_key(struct emu_pki_key **out, const char *folder, struct emu_error *error)
{
    char place[EMU_PATH_MAX];
    *out = NULL;
    return emu_place_pki(place, folder, error) == EMU_EXIT_OK ? read_key(out, place, SERVER_KEY, error) : error->code;
}

/* --- making --- */

static enum emu_exit write_new(const char *folder, const char *name, const struct rt_buf *text, mode_t mode,
                               struct emu_error *error)
{
    char path[EMU_PATH_MAX];
    if (!join(path, folder, name)) {
        return emu_error_set(error, EMU_EXIT_USAGE, "%s: the name is too long: give a shorter one", folder);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: give a folder without roots, or remove it", path,
                             strerror(errno));
    }
    bool is_good = write(fd, text->bytes, text->n) == (ssize_t)text->n;
    if (close(fd) != 0 || !is_good) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: cannot be written: free some space", path);
    }
    return EMU_EXIT_OK;
}

/* The key of this file, from the seed. */
static enum rt_err make_key(struct emu_pki_key **out, const uint8_t seed[32], const char *name)
{
    char text[32 + 32] = {0};
    memcpy(text, seed, 32);
    (void)snprintf(text + 32, 32, "%s", name);
    return emu_pki_key_make(out, text, sizeof text);
}

static enum emu_exit init_key(struct emu_pki_key **out, const char *folder, const char *name, const uint8_t seed[32],
                              struct emu_error *error)
{
    struct rt_buf text;
    rt_buf_init(&text, EMU_PKI_PEM_MAX);
    enum rt_err err = make_key(out, seed, name);
    err = err == RT_OK ? emu_pki_key_pem(*out, &text) : err;
    if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: no key could be made (%s)", folder, rt_err_text(err));
    } else {
        (void)write_new(folder, name, &text, 0600, error);
    }
    rt_buf_fini(&text);
    return error->code;
}

static enum emu_exit init_root(const char *folder, enum emu_root which, const uint8_t seed[32], struct emu_error *error)
{
    const struct emu_pki_template t = {
        .subject = {EMU_PKI_ORGANISATION, EMU_PKI_TEST_UNIT, roots[which].common_name, NULL, NULL},
        .is_authority = true};
    struct emu_pki_key *key = NULL;
    struct emu_der *der = rt_mem_alloc(sizeof *der);
    struct rt_buf text;
    rt_buf_init(&text, EMU_PKI_PEM_MAX);
    if (init_key(&key, folder, roots[which].key, seed, error) == EMU_EXIT_OK) {
        enum rt_err err = der == NULL ? RT_ENOMEM : emu_pki_issue(der, &t, key, NULL);
        err = err == RT_OK ? emu_pki_pem(der, &text) : err;
        if (err != RT_OK) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: no root could be made (%s)", folder, rt_err_text(err));
        } else {
            (void)write_new(folder, roots[which].certificate, &text, 0644, error);
        }
    }
    rt_buf_fini(&text);
    rt_mem_free(der);
    emu_pki_key_destroy(key);
    return error->code;
}

enum emu_exit emu_pki_init(const char *folder, const uint8_t seed[32], struct emu_error *error)
{
    struct emu_pki_key *key = NULL;
    static const char *const names[] = {"server-root.pem", "server-root.key", "client-root.pem", "client-root.key",
                                        SERVER_KEY};
    if (mkdir(folder, 0755) != 0 && errno != EEXIST) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: give a folder that can be made", folder,
                             strerror(errno));
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) { /* all or nothing */
        if (is_there(folder, names[i])) {
            return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s/%s: it is there already: give an empty folder",
                                 folder, names[i]);
        }
    }
    if (init_root(folder, EMU_ROOT_SERVER, seed, error) == EMU_EXIT_OK &&
        init_root(folder, EMU_ROOT_CLIENT, seed, error) == EMU_EXIT_OK) {
        (void)init_key(&key, folder, SERVER_KEY, seed, error);
    }
    emu_pki_key_destroy(key);
    return error->code;
}
