"""Writes the census of the families' test from what measure.py measured. usage: census.py OUT FOLDER... (each with config.json and gold.json)

A model is a line "== NAME CONFIGURATION" and a line "PARAMETER SHAPE MEAN_SQUARE" for each parameter; where layers are alike,
of the first one only. Standard library only.
"""
import json, os, re, sys
DROP = re.compile("dropout|pdrop|use_cache|_token_id|layerdrop|mask_(time|feature)|transformers_version|dtype|label2id|stage_names|out_features|out_indices|chunk|summary|task_specific|generation|ctc|finetun|classifier_d|forced|diversity|tdnn|codevec|contrastive|negatives|pretraining_tp|router_aux|output_router|num_nextn|adapter|xvector|suppress|aux|pool_scales|semantic|drop_path")
def clean(o):
    return {k: clean(v) if isinstance(v, dict) else v for k, v in o.items() if (k == "pad_token_id" or not DROP.search(k)) and (v is not None or k == "q_lora_rank") and k != "id2label"}
def repeated(name, config):
    if "t5" in config["model_type"]: return r"block\.1\."
    unlike = any(w in name for w in ("resnet", "convnext", "swin", "deepseek"))
    return "^$" if unlike else r"(layers|layer|h|block)\.1\."
models = []
for d in sys.argv[2:]:
    config, gold, name = json.load(open(d + "/config.json")), json.load(open(d + "/gold.json")), os.path.basename(d.rstrip("/"))
    small = clean(config)
    if config.get("id2label"): small["num_labels"] = len(config["id2label"])
    skip = re.compile(repeated(name, config))
    lines = [f"{k} {'x'.join(map(str, v['shape'])) or '-'} {v['q']:.4g}" for k, v in gold["parameters"].items() if not skip.search(k)]
    models.append("== " + name + " " + json.dumps(small, separators=(",", ":")) + "\n" + "\n".join(lines))
open(sys.argv[1], "w").write("\n".join(models) + "\n")
