/* SPDX-License-Identifier: MIT */
/* A source of plain text, compiled and read, changes what the guide says it changes: the rows of h_plain.tsv. */
#include <harness/test.h>
#include <harness/profile_run.h>
#include <harness/spc_rig.h>
#include <harness/vectors.h>
#include <string.h>

static const char SCHEMA[] = "Feature_Enable\tFeature Enable\tT\tS\tbool\t\tNo\tna\t\t\n"
                             "Another_Parameter\tAnother Parameter\tT\tS\tint\t\t1\tna\t\t\n"
                             "Hidden_Parameter\tHidden Parameter\tT\tS\tstring\t\t\tna\t\t\n"
                             "Some_Entry\tSome Entry\tT\tS\tstring\t\t\tna\t\t\n"
                             "Param1\tParam1\tT\tS\tstring\t\t\tna\t\t\n"
                             "Param2\tParam2\tT\tS\tstring\t\t\tna\t\t\n"
                             "Param7\tParam7\tT\tS\tstring\t\t\tna\t\t\n"
                             "Line_Enable_1_\tLine Enable\tT\tS\tbool\t\tYes\tna\t\t\n"
                             "SIP_ToS_DiffServ_Value_1_\tSIP ToS/DiffServ Value\tT\tS\tstring\t\t0\tna\t\t\n"
                             "Set_Local_Date__mm_dd_\tSet Local Date (mm/dd)\tT\tS\tstring\t\t\tna\t\t\n";

/* "name=value" or "ua:name=access", a line each. Sets them, or checks that they are so. */
static void each_line(struct params_rig *rig, const char *lines, bool is_check)
{
    struct rt_str rest = rt_str(lines);
    while (rest.p != NULL && rest.n > 0) {
        struct rt_str value;
        char name[64], text[256];
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        bool is_access = rt_str_starts(line, "ua:");
        assert_int_equal(rt_str_copy(name, sizeof name, rt_str_cut(rt_str_from(line, is_access ? 3 : 0), '=', &value)),
                         RT_OK);
        assert_int_equal(rt_str_copy(text, sizeof text, value), RT_OK);
        int id = fw_param_find(rig->params, name);
        assert_true(id >= 0);
        if (is_check) {
            assert_string_equal(
                is_access ? fw_access_name(fw_param_access(rig->params, id)) : fw_param_get(rig->params, id), text);
        } else if (is_access) {
            enum fw_access access;
            struct fw_txn *txn;
            struct fw_commit commit;
            assert_int_equal(fw_access_parse(value, &access), RT_OK);
            assert_int_equal(fw_txn_create(&txn, rig->params), RT_OK);
            assert_int_equal(fw_txn_set_access(txn, id, access), RT_OK);
            assert_int_equal(fw_txn_commit(txn, "test", &commit), RT_OK);
            fw_txn_destroy(txn);
        } else {
            assert_int_equal(params_rig_set(rig, name, text), RT_OK);
        }
    }
}

static void run(const struct vector_row *row)
{
    struct spc_rig spc = {.files = {{"main.txt", row->field[0]}, {"base.txt", row->field[1]}}};
    const struct spc_config config = {.mode = FW_SPC_GENERIC};
    struct params_rig rig;
    struct rt_buf file;
    params_rig_open(&rig, SCHEMA, NULL);
    rt_buf_init(&file, 1u << 20);
    if (spc_rig_read(&spc) != RT_OK) {
        fail_msg("%s", rt_buf_text(&spc.problems));
    }
    assert_int_equal(spc_write(&config, spc.source, &file), RT_OK);
    each_line(&rig, row->field[2], false);
    struct profile_run run = {.chunk_bytes = 3};
    profile_run_open(&run, &rig, file.bytes, file.n);
    assert_int_equal(run.fail, FW_FAIL_NONE);
    assert_int_equal(run.report.n_unknown, 0);
    each_line(&rig, row->field[3], true);
    profile_run_close(&run);
    spc_rig_close(&spc);
    rt_buf_fini(&file);
    params_rig_close(&rig);
}

int main(void)
{
    return vectors_run(TEST_SOURCE_DIR "/vectors/h_plain.tsv", "H", 10, run);
}
