/* SPDX-License-Identifier: MIT */
/*
 * The body of a form, sent whole to the address of a view: names, values, escapes, the judge behind them. First byte:
 * which view. Whatever it is, the reply is a page, and the parameters are the old ones but for what it set.
 */
#include "fuzz.h"
#include <harness/device_rig.h>
#include <rt/buf.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const paths[] = {"/bsipura.spa", "/voice/asipura.spa", "/admin/bsipura.spa",
                                        "/admin/voice/asipura.spa"};
    struct device_rig *r = fuzz_device();
    char *body;
    if (n < 1 || (body = malloc(n)) == NULL) {
        return 0;
    }
    memcpy(body, data + 1, n - 1);
    body[n - 1] = '\0';
    for (size_t i = 0; i + 1 < n; i++) {
        body[i] = body[i] == '\0' ? '&' : body[i]; /* device_rig_post() takes a text */
    }
    r->next_web_port = r->next_web_port < 60000 ? r->next_web_port : 40000;
    if (fw_device_is_running(r->device)) {
        struct fw_params *p = fw_device_params(r->device);
        (void)device_rig_post(r, DEVICE_RIG_LAN_PC, paths[data[0] % 4], NULL, body);
        if (p == fw_device_params(r->device) && fw_device_is_running(r->device)) {
            struct fw_txn *t; /* as it was, for the next input */
            if (fw_txn_create(&t, p) == RT_OK) {
                for (size_t i = 0; i < fw_schema_n_rows(fw_params_schema(p)); i++) {
                    (void)fw_txn_set_default(t, (int)i);
                }
                (void)fw_txn_commit(t, "fuzz", NULL);
                fw_txn_destroy(t);
            }
        }
    }
    device_rig_pass_s(r, 20); /* a restart that it asked for */
    device_rig_drop_web(r);
    free(body);
    return 0;
}
