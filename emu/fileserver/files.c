/* SPDX-License-Identifier: MIT */
/* The servers of files together: which there are, their sockets, and their turn in the loop. */
#include "fileserver_priv.h"

enum rt_err lab_files_create(struct emu_lab *lab, const char *folder)
{
    lab->files = rt_mem_alloc(sizeof *lab->files);
    if (lab->files == NULL) {
        return RT_ENOMEM;
    }
    lab->files->folder = folder;
    lab_answers_init(lab);
    return lab_tftp_create(lab);
}

void lab_files_destroy(struct emu_lab *lab)
{
    if (lab->files != NULL) {
        lab_https_destroy(lab);
        lab_http_destroy(lab);
        lab_tftp_destroy(lab);
        lab_docs_fini(lab);
        lab_answers_fini(lab);
        lab->files = rt_mem_free(lab->files);
    }
}

enum emu_exit emu_lab_http_path(struct emu_lab *lab, const char **path, struct emu_error *error)
{
    *path = NULL;
    if (!lab->has_files || emu_port_map_find(&lab->maps, EMU_PROTOCOL_TCP, LAB_PORT_HTTP) != NULL) {
        return EMU_EXIT_OK;
    }
    if (lab->files->http == NULL && lab_http_create(lab, error) != EMU_EXIT_OK) {
        return error->code;
    }
    *path = lab_http_socket(lab->files->http);
    return EMU_EXIT_OK;
}

enum emu_exit emu_lab_https_path(struct emu_lab *lab, const char **path, struct emu_error *error)
{
    *path = NULL;
    if (!lab->has_files || emu_port_map_find(&lab->maps, EMU_PROTOCOL_TCP, LAB_PORT_HTTPS) != NULL) {
        return EMU_EXIT_OK;
    }
    /* What comes out of TLS goes to the plain server, which may have no port of its own. */
    if ((lab->files->http == NULL && lab_http_create(lab, error) != EMU_EXIT_OK) ||
        (lab->files->https == NULL && lab_https_create(lab, error) != EMU_EXIT_OK)) {
        return error->code;
    }
    *path = lab_https_socket(lab->files->https);
    return EMU_EXIT_OK;
}

void lab_files_fill(struct emu_lab *lab, struct emu_pollset *set)
{
    if (lab->files->http != NULL) {
        lab_http_fill(lab->files->http, set);
    }
    if (lab->files->https != NULL) {
        lab_https_fill(lab->files->https, set);
    }
}

bool lab_files_handle(struct emu_lab *lab, const struct emu_pollset *set)
{
    bool did_http = lab->files->http != NULL && lab_http_handle(lab->files->http, set);
    bool did_https = lab->files->https != NULL && lab_https_handle(lab->files->https, set);
    return did_http || did_https;
}
