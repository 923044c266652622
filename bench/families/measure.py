"""Measures what a model of transformers is at step zero, for the census of the families' test.

usage: measure.py FOLDER [NAME...]   writes FOLDER/NAME/config.json and gold.json: second moments of each module's output
and gradient (forward hooks, sum(output * N(0, 1)) backward), and of each parameter, over 6 draws of the weights x 2 inputs.
Needs torch and transformers 5.18. A name is one of TESTS: a small configuration of each family and its variants.
"""
import json, os, sys, math, torch, statistics
import importlib.util as _u
_f = _u.find_spec
_u.find_spec = lambda n, p=None: None if n.split('.')[0] in ('torchvision', 'torchaudio') else _f(n, p)
import transformers
from transformers import AutoConfig
import transformers.models.auto.modeling_auto as ma
torch.set_num_threads(1)
S = dict(vocab_size=256, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=160, max_position_embeddings=128, pad_token_id=0, bos_token_id=1, eos_token_id=2)
D = dict(S, num_key_value_heads=2, head_dim=16)
V = dict(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=160, image_size=32, patch_size=8, id2label={i: str(i) for i in range(32)})
ED = dict(vocab_size=256, d_model=64, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4, encoder_ffn_dim=160, decoder_ffn_dim=160, max_position_embeddings=128, pad_token_id=1, bos_token_id=0, eos_token_id=2, decoder_start_token_id=2)
MOE = dict(D, num_experts=4, num_experts_per_tok=2, moe_intermediate_size=96)
T5 = dict(vocab_size=256, d_model=64, d_kv=16, d_ff=160, num_layers=2, num_heads=4, decoder_start_token_id=0)
TESTS = {
 # name: (model_type, class, input kind, overrides)
 'gemma3_text': ('gemma3_text', 'Gemma3ForCausalLM', 'tokens', dict(D, query_pre_attn_scalar=16)),
 'cohere': ('cohere', 'CohereForCausalLM', 'tokens', D), 'cohere2': ('cohere2', 'Cohere2ForCausalLM', 'tokens', D),
 'olmo': ('olmo', 'OlmoForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}), 'olmo2': ('olmo2', 'Olmo2ForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}),
 'olmo3': ('olmo3', 'Olmo3ForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}), 'olmoe': ('olmoe', 'OlmoeForCausalLM', 'tokens', {k: v for k, v in MOE.items() if k != 'head_dim'}),
 'starcoder2': ('starcoder2', 'Starcoder2ForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}), 'stablelm': ('stablelm', 'StableLmForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}),
 'smollm3': ('smollm3', 'SmolLM3ForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}), 'glm': ('glm', 'GlmForCausalLM', 'tokens', D), 'glm4': ('glm4', 'Glm4ForCausalLM', 'tokens', D),
 'nemotron': ('nemotron', 'NemotronForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}),
 'qwen2_moe': ('qwen2_moe', 'Qwen2MoeForCausalLM', 'tokens', dict({k: v for k, v in MOE.items() if k != 'head_dim'}, shared_expert_intermediate_size=80)), 'qwen3_moe': ('qwen3_moe', 'Qwen3MoeForCausalLM', 'tokens', MOE),
 'gptj': ('gptj', 'GPTJForCausalLM', 'tokens', dict(vocab_size=256, n_embd=64, n_layer=2, n_head=4, n_positions=128, rotary_dim=8)),
 'falcon': ('falcon', 'FalconForCausalLM', 'tokens', {k: v for k, v in S.items() if k != 'intermediate_size'}),
 'falcon_new': ('falcon', 'FalconForCausalLM', 'tokens', dict({k: v for k, v in S.items() if k != 'intermediate_size'}, new_decoder_architecture=True, num_kv_heads=2)),
 'falcon_alibi': ('falcon', 'FalconForCausalLM', 'tokens', dict({k: v for k, v in S.items() if k != 'intermediate_size'}, alibi=True, parallel_attn=False, multi_query=False, bias=True)),
 'gpt_bigcode': ('gpt_bigcode', 'GPTBigCodeForCausalLM', 'tokens', dict(vocab_size=256, n_embd=64, n_layer=2, n_head=4, n_positions=128)),
 'openai-gpt': ('openai-gpt', 'OpenAIGPTLMHeadModel', 'tokens', dict(vocab_size=256, n_embd=64, n_layer=2, n_head=4, n_positions=128)),
 'codegen': ('codegen', 'CodeGenForCausalLM', 'tokens', dict(vocab_size=256, n_embd=64, n_layer=2, n_head=4, n_positions=128, rotary_dim=8)),
 'xlm-roberta': ('xlm-roberta', 'XLMRobertaForMaskedLM', 'tokens', dict(S, pad_token_id=1)), 'camembert': ('camembert', 'CamembertForMaskedLM', 'tokens', dict(S, pad_token_id=1)),
 'mpnet': ('mpnet', 'MPNetForMaskedLM', 'tokens', dict(S, pad_token_id=1)), 'deberta-v2': ('deberta-v2', 'DebertaV2ForMaskedLM', 'tokens', S),
 'deberta-v2_rel': ('deberta-v2', 'DebertaV2ForMaskedLM', 'tokens', dict(S, relative_attention=True, pos_att_type=['p2c', 'c2p'], position_buckets=16, norm_rel_ebd='layer_norm', share_att_key=True, position_biased_input=False)),
 'electra_disc': ('electra', 'ElectraForPreTraining', 'tokens', dict(S, embedding_size=32)), 'bert_cls': ('bert', 'BertForSequenceClassification', 'tokens', S), 'roberta_cls': ('roberta', 'RobertaForSequenceClassification', 'tokens', dict(S, pad_token_id=1)),
 'bert_model': ('bert', 'BertModel', 'tokens', S), 'ernie': ('ernie', 'ErnieForMaskedLM', 'tokens', S), 'nystromformer': ('nystromformer', 'NystromformerForMaskedLM', 'tokens', S),
 'mbart': ('mbart', 'MBartForConditionalGeneration', 'seq2seq', ED), 'pegasus': ('pegasus', 'PegasusForConditionalGeneration', 'seq2seq', ED), 'marian': ('marian', 'MarianMTModel', 'seq2seq', ED),
 'm2m_100': ('m2m_100', 'M2M100ForConditionalGeneration', 'seq2seq', ED), 'blenderbot': ('blenderbot', 'BlenderbotForConditionalGeneration', 'seq2seq', ED), 'blenderbot-small': ('blenderbot-small', 'BlenderbotSmallForConditionalGeneration', 'seq2seq', ED),
 'mt5': ('mt5', 'MT5ForConditionalGeneration', 'seq2seq', T5), 'umt5': ('umt5', 'UMT5ForConditionalGeneration', 'seq2seq', T5), 't5_small': ('t5', 'T5EncoderModel', 'tokens', T5),
 'beit': ('beit', 'BeitForImageClassification', 'image', V), 'beit_rel': ('beit', 'BeitForImageClassification', 'image', dict(V, use_relative_position_bias=True, use_mean_pooling=False)), 'vit_mae_x': ('vit', 'ViTModel', 'image', V),
 'swin': ('swin', 'SwinForImageClassification', 'image', dict(image_size=32, patch_size=4, embed_dim=32, depths=[2, 2], num_heads=[2, 4], window_size=4, id2label=V['id2label'])),
 'swin_default': ('swin', 'SwinForImageClassification', 'image', dict(image_size=64, patch_size=4, embed_dim=32, depths=[2, 2], num_heads=[2, 4], window_size=4, id2label=V['id2label'])),
 'resnet_bottleneck': ('resnet', 'ResNetForImageClassification', 'image', dict(image_size=64, embedding_size=16, hidden_sizes=[32, 64], depths=[1, 2], id2label=V['id2label'])),
 'convnextv2': ('convnextv2', 'ConvNextV2ForImageClassification', 'image', dict(image_size=64, hidden_sizes=[16, 32, 64], depths=[1, 1, 2], num_stages=3, id2label=V['id2label'])),
 'siglip': ('siglip', 'SiglipModel', 'clip', dict(text_config=dict(S, max_position_embeddings=64), vision_config={k: v for k, v in V.items() if k != 'id2label'})),
 'wav2vec2': ('wav2vec2', 'Wav2Vec2ForCTC', 'audio', dict(S, conv_dim=[32, 32, 32], conv_kernel=[10, 3, 3], conv_stride=[5, 2, 2], num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4)),
 'wav2vec2_stable': ('wav2vec2', 'Wav2Vec2ForCTC', 'audio', dict(S, conv_dim=[32, 32, 32], conv_kernel=[10, 3, 3], conv_stride=[5, 2, 2], num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4, do_stable_layer_norm=True, feat_extract_norm='layer', conv_bias=True)),
 'hubert': ('hubert', 'HubertForCTC', 'audio', dict(S, conv_dim=[32, 32, 32], conv_kernel=[10, 3, 3], conv_stride=[5, 2, 2], num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4)),
 'mamba': ('mamba', 'MambaForCausalLM', 'tokens', dict(vocab_size=256, hidden_size=64, num_hidden_layers=2, state_size=8)), 'falcon_mamba': ('falcon_mamba', 'FalconMambaForCausalLM', 'tokens', dict(vocab_size=256, hidden_size=64, num_hidden_layers=2, state_size=8)),
 'mamba2': ('mamba2', 'Mamba2ForCausalLM', 'tokens', dict(vocab_size=256, hidden_size=64, num_hidden_layers=2, state_size=16, num_heads=8, head_dim=16, n_groups=2)),
 'deepseek_v3': ('deepseek_v3', 'DeepseekV3ForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k not in ('head_dim',)}, num_key_value_heads=4, q_lora_rank=32, kv_lora_rank=24, qk_rope_head_dim=8, qk_nope_head_dim=16, v_head_dim=16, n_routed_experts=8, n_group=2, topk_group=1, num_experts_per_tok=2, moe_intermediate_size=48, first_k_dense_replace=1)),
 'deepseek_v2': ('deepseek_v2', 'DeepseekV2ForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k not in ('head_dim',)}, num_key_value_heads=4, q_lora_rank=None, kv_lora_rank=24, qk_rope_head_dim=8, qk_nope_head_dim=16, v_head_dim=16, n_routed_experts=8, n_group=None, topk_group=None, topk_method='greedy', num_experts_per_tok=2, moe_intermediate_size=48, first_k_dense_replace=1)),
 'gpt_oss': ('gpt_oss', 'GptOssForCausalLM', 'tokens', dict(D, num_local_experts=4, num_experts_per_tok=2)),
 'minicpm3': ('minicpm3', 'MiniCPM3ForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k not in ('head_dim',)}, num_key_value_heads=4, q_lora_rank=32, kv_lora_rank=24, qk_rope_head_dim=8, qk_nope_head_dim=16, v_head_dim=16)),
 'nanochat': ('nanochat', 'NanoChatForCausalLM', 'tokens', D),
 'persimmon': ('persimmon', 'PersimmonForCausalLM', 'tokens', {k: v for k, v in S.items()}), 'seed_oss': ('seed_oss', 'SeedOssForCausalLM', 'tokens', D), 'apertus': ('apertus', 'ApertusForCausalLM', 'tokens', D), 'arcee': ('arcee', 'ArceeForCausalLM', 'tokens', D),
 'helium': ('helium', 'HeliumForCausalLM', 'tokens', D), 'exaone4': ('exaone4', 'Exaone4ForCausalLM', 'tokens', D), 'ernie4_5': ('ernie4_5', 'Ernie4_5ForCausalLM', 'tokens', D), 'hunyuan_v1_dense': ('hunyuan_v1_dense', 'HunYuanDenseV1ForCausalLM', 'tokens', D),
 'granitemoe': ('granitemoe', 'GraniteMoeForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k != 'head_dim'}, num_local_experts=4, num_experts_per_tok=2)),
 'phimoe': ('phimoe', 'PhimoeForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k != 'head_dim'}, num_local_experts=4, num_experts_per_tok=2)),
 'biogpt': ('biogpt', 'BioGptForCausalLM', 'tokens', S), 'xglm': ('xglm', 'XGLMForCausalLM', 'tokens', dict(vocab_size=256, d_model=64, ffn_dim=160, num_layers=2, attention_heads=4, max_position_embeddings=128)),
 'dinov2_reg': ('dinov2_with_registers', 'Dinov2WithRegistersForImageClassification', 'image', dict(V)), 'ijepa': ('ijepa', 'IJepaForImageClassification', 'image', V), 'dpr': ('dpr', 'DPRQuestionEncoder', 'tokens', S), 'bert-generation': ('bert-generation', 'BertGenerationDecoder', 'tokens', S),
 'rembert': ('rembert', 'RemBertForMaskedLM', 'tokens', dict(S, input_embedding_size=32, output_embedding_size=48)), 'megatron-bert': ('megatron-bert', 'MegatronBertForMaskedLM', 'tokens', S), 'gpt_neox_japanese': ('gpt_neox_japanese', 'GPTNeoXJapaneseForCausalLM', 'tokens', {k: v for k, v in S.items() if k != 'intermediate_size'}),
 'videomae': ('videomae', 'VideoMAEForVideoClassification', 'video', dict(V, num_frames=4)), 'audio-spectrogram-transformer': ('audio-spectrogram-transformer', 'ASTForAudioClassification', 'ast', dict({k: v for k, v in V.items() if k not in ('image_size', 'patch_size')}, patch_size=8, frequency_stride=8, time_stride=8, max_length=48, num_mel_bins=32)),
 'plbart': ('plbart', 'PLBartForConditionalGeneration', 'seq2seq', ED), 'distilbert_cls': ('distilbert', 'DistilBertForSequenceClassification', 'tokens', dict(vocab_size=256, dim=64, n_layers=2, n_heads=4, hidden_dim=160, max_position_embeddings=128)),
 'llama_cls': ('llama', 'LlamaForSequenceClassification', 'tokens', D), 'llama_bias': ('llama', 'LlamaForCausalLM', 'tokens', dict(D, attention_bias=True, mlp_bias=True, rope_scaling=dict(rope_type='yarn', factor=4.0, original_max_position_embeddings=32))), 'opt_350': ('opt', 'OPTForCausalLM', 'tokens', dict(vocab_size=256, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, ffn_dim=160, max_position_embeddings=128, word_embed_proj_dim=32, do_layer_norm_before=False)),
 'bart_cls': ('bart', 'BartModel', 'seq2seq', ED), 'bloom_model': ('bloom', 'BloomModel', 'tokens', dict(vocab_size=256, hidden_size=64, n_layer=2, n_head=4)), 'whisper_s': ('whisper', 'WhisperForConditionalGeneration', 'mel', dict({k: v for k, v in ED.items() if k != 'max_position_embeddings'}, num_mel_bins=16, max_source_positions=40, max_target_positions=64, pad_token_id=0, begin_suppress_tokens=[1, 2])),
 'minimax': ('minimax', 'MiniMaxForCausalLM', 'tokens', dict(D, num_local_experts=4, num_experts_per_tok=2)), 'dots1': ('dots1', 'Dots1ForCausalLM', 'tokens', dict(D, n_routed_experts=8, n_group=2, topk_group=1, num_experts_per_tok=2, moe_intermediate_size=48, first_k_dense_replace=1, n_shared_experts=1)),
 'xlm-roberta-xl': ('xlm-roberta-xl', 'XLMRobertaXLForMaskedLM', 'tokens', dict(S, pad_token_id=1)), 'blip_vision_model': ('blip_vision_model', 'BlipVisionModel', 'image', {k: v for k, v in V.items() if k != 'id2label'}),
 'dia': ('dia', 'DiaModel', 'codes', dict(delay_pattern=[0, 8, 9], encoder_config=dict(hidden_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=4, head_dim=16, intermediate_size=96, vocab_size=256), decoder_config=dict(hidden_size=96, num_hidden_layers=2, num_attention_heads=6, num_key_value_heads=2, head_dim=16, intermediate_size=128, cross_num_attention_heads=6, cross_num_key_value_heads=6, cross_head_dim=16, cross_hidden_size=64, vocab_size=64, num_channels=3))),
 'cwm': ('cwm', 'CwmForCausalLM', 'tokens', dict(D, num_hidden_layers=3, sliding_window=16)), 'jais2': ('jais2', 'Jais2ForCausalLM', 'tokens', D), 'bitnet': ('bitnet', 'BitNetForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}),
 'vaultgemma': ('vaultgemma', 'VaultGemmaForCausalLM', 'tokens', dict(D, query_pre_attn_scalar=16)), 'flex_olmo': ('flex_olmo', 'FlexOlmoForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k != 'head_dim'}, num_experts=4, num_experts_per_tok=2)),
 'minimax_m2': ('minimax_m2', 'MiniMaxM2ForCausalLM', 'tokens', dict(D, num_local_experts=4, num_experts_per_tok=2)), 'roberta-prelayernorm': ('roberta-prelayernorm', 'RobertaPreLayerNormForMaskedLM', 'tokens', dict(S, pad_token_id=1)),
 'vit_msn': ('vit_msn', 'ViTMSNForImageClassification', 'image', V), 'clip_text_model': ('clip_text_model', 'CLIPTextModel', 'tokens', S), 'clip_vision_model': ('clip_vision_model', 'CLIPVisionModelWithProjection', 'image', dict({k: v for k, v in V.items() if k != 'id2label'}, projection_dim=32)),
 'bart_untied': ('bart', 'BartForConditionalGeneration', 'seq2seq', dict(ED, tie_word_embeddings=False)), 't5_tokens': ('t5', 'T5ForTokenClassification', 'tokens', T5), 'electra_decoder': ('electra', 'ElectraForCausalLM', 'tokens', dict(S, embedding_size=32)),
 'beit_masked': ('beit', 'BeitForMaskedImageModeling', 'image', V), 'stablelm_norms': ('stablelm', 'StableLmForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k != 'head_dim'}, qk_layernorm=True, use_qkv_bias=True)), 'dpr_reader': ('dpr', 'DPRReader', 'tokens', S), 'clip_classes': ('clip', 'CLIPForImageClassification', 'clip_image', dict(text_config=S, vision_config={k: v for k, v in V.items() if k != 'id2label'}, id2label=V['id2label'])),
 'siglip_text_model': ('siglip_text_model', 'SiglipTextModel', 'tokens', dict(S, max_position_embeddings=64)), 'siglip_vision_model': ('siglip_vision_model', 'SiglipVisionModel', 'image', {k: v for k, v in V.items() if k != 'id2label'}),
 'albert_pretraining': ('albert', 'AlbertForPreTraining', 'tokens', dict(S, embedding_size=16)), 'bert_order': ('bert', 'BertForNextSentencePrediction', 'tokens', S), 'vit_masked': ('vit', 'ViTForMaskedImageModeling', 'image', dict({k: v for k, v in V.items() if k != 'id2label'}, encoder_stride=8)),
 'deberta-v2_conv': ('deberta-v2', 'DebertaV2ForTokenClassification', 'tokens', dict(S, relative_attention=True, pos_att_type=['c2p'], position_buckets=8, conv_kernel_size=3, conv_act='gelu', embedding_size=32)),
 'falcon_tokens': ('falcon', 'FalconForTokenClassification', 'tokens', dict({k: v for k, v in S.items() if k != 'intermediate_size'}, alibi=True)), 'gpt2_choice': ('gpt2', 'GPT2DoubleHeadsModel', 'tokens', dict(vocab_size=256, n_embd=64, n_layer=1, n_head=4, n_positions=128)),
 'openai-gpt_wide': ('openai-gpt', 'OpenAIGPTDoubleHeadsModel', 'tokens', dict(vocab_size=256, n_embd=64, n_layer=2, n_head=4, n_positions=128, initializer_range=0.05)), 'megatron-bert_decoder': ('megatron-bert', 'MegatronBertForCausalLM', 'tokens', dict(S, is_decoder=True)),
 'whisper_classes': ('whisper', 'WhisperForAudioClassification', 'mel', dict({k: v for k, v in ED.items() if k != 'max_position_embeddings'}, num_mel_bins=16, max_source_positions=40, max_target_positions=64, pad_token_id=0, begin_suppress_tokens=[1, 2], classifier_proj_size=32, use_weighted_layer_sum=True)),
 'glm4_moe': ('glm4_moe', 'Glm4MoeForCausalLM', 'tokens', dict(D, n_routed_experts=8, n_group=2, topk_group=1, num_experts_per_tok=2, moe_intermediate_size=48, first_k_dense_replace=1, use_qk_norm=True)),
 'ernie4_5_moe': ('ernie4_5_moe', 'Ernie4_5_MoeForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k != 'head_dim'}, moe_num_experts=4, moe_k=2, moe_intermediate_size=48, moe_num_shared_experts=1, moe_layer_start_index=1)),
 'hunyuan_v1_moe': ('hunyuan_v1_moe', 'HunYuanMoEV1ForCausalLM', 'tokens', dict(D, num_experts=4, moe_topk=2)), 'granitemoeshared': ('granitemoeshared', 'GraniteMoeSharedForCausalLM', 'tokens', dict({k: v for k, v in D.items() if k != 'head_dim'}, num_local_experts=4, num_experts_per_tok=2, shared_intermediate_size=48)),
 'ministral': ('ministral', 'MinistralForCausalLM', 'tokens', dict(D, sliding_window=16)), 'llama4_text': ('llama4_text', 'Llama4ForCausalLM', 'tokens', dict(D, num_local_experts=4, num_experts_per_tok=1, intermediate_size_mlp=96, attention_chunk_size=64, num_hidden_layers=4)),
 'imagegpt': ('imagegpt', 'ImageGPTForCausalImageModeling', 'tokens', dict(vocab_size=257, n_embd=64, n_layer=2, n_head=4, n_positions=128)), 'ctrl': ('ctrl', 'CTRLLMHeadModel', 'tokens', dict(vocab_size=256, n_embd=64, n_layer=2, n_head=4, n_positions=128, dff=160)),
 'trocr': ('trocr', 'TrOCRForCausalLM', 'tokens', dict(vocab_size=256, d_model=64, decoder_layers=2, decoder_attention_heads=4, decoder_ffn_dim=160, max_position_embeddings=128, is_decoder=True)),
 'layoutlm': ('layoutlm', 'LayoutLMForMaskedLM', 'tokens', S), 'roformer': ('roformer', 'RoFormerForMaskedLM', 'tokens', S), 'esm': ('esm', 'EsmForMaskedLM', 'tokens', dict(S, pad_token_id=1, mask_token_id=2, position_embedding_type='rotary', emb_layer_norm_before=False, token_dropout=False)),
 'squeezebert': ('squeezebert', 'SqueezeBertForMaskedLM', 'tokens', S), 'splinter': ('splinter', 'SplinterModel', 'tokens', S), 'big_bird': ('big_bird', 'BigBirdForMaskedLM', 'tokens', dict(S, attention_type='original_full')), 'markuplm': ('markuplm', 'MarkupLMForTokenClassification', 'tokens', dict(S)),
 'xlm': ('xlm', 'XLMWithLMHeadModel', 'tokens', dict(vocab_size=256, emb_dim=64, n_layers=2, n_heads=4, max_position_embeddings=128)), 'flaubert': ('flaubert', 'FlaubertWithLMHeadModel', 'tokens', dict(vocab_size=256, emb_dim=64, n_layers=2, n_heads=4, max_position_embeddings=128)),
 'mobilebert': ('mobilebert', 'MobileBertForMaskedLM', 'tokens', dict(S, embedding_size=32, intra_bottleneck_size=32)),
 'vit_mae': ('vit_mae', 'ViTMAEModel', 'image', dict({k: v for k, v in V.items() if k != 'id2label'}, mask_ratio=0.0)), 'yolos': ('yolos', 'YolosModel', 'image', dict({k: v for k, v in V.items() if k != 'id2label'}, image_size=[32, 32], num_detection_tokens=5)),
 'data2vec-vision': ('data2vec-vision', 'Data2VecVisionForImageClassification', 'image', V), 'regnet': ('regnet', 'RegNetForImageClassification', 'image', dict(image_size=64, embedding_size=16, hidden_sizes=[32, 64], depths=[1, 2], groups_width=16, id2label=V['id2label'])),
 'poolformer': ('poolformer', 'PoolFormerForImageClassification', 'image', dict(image_size=64, hidden_sizes=[16, 32, 48, 64], depths=[1, 1, 2, 1], id2label=V['id2label'])), 'segformer': ('segformer', 'SegformerForImageClassification', 'image', dict(image_size=64, hidden_sizes=[16, 32, 48, 64], depths=[1, 1, 1, 1], num_attention_heads=[1, 2, 3, 4], id2label=V['id2label'])),
 'pvt': ('pvt', 'PvtForImageClassification', 'image', dict(image_size=64, hidden_sizes=[16, 32, 48, 64], depths=[1, 1, 1, 1], num_attention_heads=[1, 2, 3, 4])),
 'dinov3_vit': ('dinov3_vit', 'DINOv3ViTModel', 'image', dict({k: v for k, v in V.items() if k != 'id2label'}, num_register_tokens=2)), 'vivit': ('vivit', 'VivitForVideoClassification', 'video', dict(V, num_frames=4, tubelet_size=[2, 8, 8])), 'timesformer': ('timesformer', 'TimesformerForVideoClassification', 'video', dict(V, num_frames=4)),
 'unispeech': ('unispeech', 'UniSpeechForCTC', 'audio', dict(S, conv_dim=[32, 32, 32], conv_kernel=[10, 3, 3], conv_stride=[5, 2, 2], num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4)), 'unispeech-sat': ('unispeech-sat', 'UniSpeechSatForCTC', 'audio', dict(S, conv_dim=[32, 32, 32], conv_kernel=[10, 3, 3], conv_stride=[5, 2, 2], num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4)),
 'data2vec-audio': ('data2vec-audio', 'Data2VecAudioForCTC', 'audio', dict(S, conv_dim=[32, 32, 32], conv_kernel=[10, 3, 3], conv_stride=[5, 2, 2], num_conv_pos_embeddings=2, num_conv_pos_embedding_groups=4, conv_pos_kernel_size=9)),
 'speech_to_text': ('speech_to_text', 'Speech2TextForConditionalGeneration', 'mel', dict({k: v for k, v in ED.items() if k != 'max_position_embeddings'}, num_channels=1, input_feat_per_channel=16, input_channels=1, conv_channels=64, max_source_positions=40, max_target_positions=64)),
 'switch_transformers': ('switch_transformers', 'SwitchTransformersForConditionalGeneration', 'seq2seq', dict(T5, num_experts=4, num_sparse_encoder_layers=1, num_sparse_decoder_layers=1, expert_capacity=1000)), 'mvp': ('mvp', 'MvpForConditionalGeneration', 'seq2seq', ED), 'pop2piano': ('pop2piano', 'Pop2PianoForConditionalGeneration', 'seq2seq', T5),
 'blip_text_model': ('blip_text_model', 'BlipTextModel', 'tokens', dict(S, is_decoder=False)), 'chinese_clip_text_model': ('chinese_clip_text_model', 'ChineseCLIPTextModel', 'tokens', S), 'altclip_text_model': ('altclip_text_model', 'AltCLIPTextModel', 'tokens', dict(S, pad_token_id=1, project_dim=48)),
 'lfm2': ('lfm2', 'Lfm2ForCausalLM', 'tokens', {k: v for k, v in D.items() if k != 'head_dim'}), 'diffllama': ('diffllama', 'DiffLlamaForCausalLM', 'tokens', D), 'jetmoe': ('jetmoe', 'JetMoeForCausalLM', 'tokens', D),
}
def inputs(kind, cfg, model):
    g = torch.Generator().manual_seed(int(torch.randint(0, 1 << 30, (1,))))
    B, N = 4, 48
    if kind == 'tokens': return dict(input_ids=torch.randint(3, 256, (B, N), generator=g))
    if kind == 'seq2seq': return dict(input_ids=torch.randint(3, 256, (B, N), generator=g), decoder_input_ids=torch.randint(3, 256, (B, 24), generator=g))
    if kind == 'codes': return dict(input_ids=torch.randint(3, 256, (B, N), generator=g), decoder_input_ids=torch.randint(3, 60, (B, 24, cfg.decoder_config.num_channels), generator=g))
    if kind == 'image': return dict(pixel_values=torch.randn(B, 3, cfg.image_size, cfg.image_size, generator=g))
    if kind == 'video': return dict(pixel_values=torch.randn(B, cfg.num_frames, 3, cfg.image_size, cfg.image_size, generator=g))
    if kind == 'ast': return dict(input_values=torch.randn(B, cfg.max_length, cfg.num_mel_bins, generator=g))
    if kind == 'mel' and type(model).__name__.endswith('AudioClassification'): return dict(input_features=torch.randn(B, cfg.num_mel_bins, 2 * cfg.max_source_positions, generator=g))
    if kind == 'mel': return dict(input_features=torch.randn(B, cfg.num_mel_bins, 2 * cfg.max_source_positions, generator=g), decoder_input_ids=torch.randint(3, 256, (B, 24), generator=g))
    if kind == 'audio': return dict(input_values=torch.randn(B, 2000, generator=g))
    if kind == 'clip_image': return dict(pixel_values=torch.randn(B, 3, 32, 32, generator=g))
    if kind == 'clip': return dict(input_ids=torch.randint(3, 256, (B, 48), generator=g), pixel_values=torch.randn(B, 3, 32, 32, generator=g))
def first(o):
    if torch.is_tensor(o): return o
    if isinstance(o, (list, tuple)):
        for x in o:
            t = first(x)
            if t is not None: return t
        return None
    if hasattr(o, 'values') and callable(o.values):
        for x in o.values():
            t = first(x)
            if t is not None: return t
    return None
def run(name, draws=6):
    mt, cls, kind, over = TESTS[name]
    cfg = AutoConfig.for_model(mt, **over)
    for k in list(vars(cfg)):
        if 'dropout' in k or k.endswith('pdrop') or k in ('layerdrop', 'drop_path_rate', 'mask_time_prob', 'mask_feature_prob'):
            try: setattr(cfg, k, 0.0)
            except Exception: pass
    cfg._attn_implementation = 'eager'
    C = getattr(transformers, cls)
    acc, gacc, pacc, pg, classes, ces, shapes = {}, {}, {}, {}, {}, [], {}
    outq = []
    for s in range(draws):
        torch.manual_seed(100 + s)
        m = C(cfg).eval()
        m.zero_grad()
        for rep in range(2):
            torch.manual_seed(1000 * s + rep)
            hooks, seen, gseen, caps = [], {}, {}, {}
            def mk(n):
                def f(mod, i, o):
                    t = first(o)
                    if t is None or not t.is_floating_point() or n in seen: return
                    seen[n] = t.detach().float().pow(2).mean().item(); classes[n] = type(mod).__name__
                    if t.requires_grad:
                        t.register_hook(lambda gr, n=n: gseen.__setitem__(n, gr.detach().float().pow(2).mean().item()) if n not in gseen else None)
                return f
            for n, mod in m.named_modules():
                if n: hooks.append(mod.register_forward_hook(mk(n)))
            o = m(**inputs(kind, cfg, m))
            t = first(o)
            outq.append(t.detach().pow(2).mean().item())
            m.zero_grad(); (t * torch.randn_like(t)).sum().backward()
            if t.dim() >= 2 and t.shape[-1] > 4:
                l = torch.randint(0, t.shape[-1], t.shape[:-1]); ces.append(torch.nn.functional.cross_entropy(t.detach().reshape(-1, t.shape[-1]), l.reshape(-1)).item())
            for h in hooks: h.remove()
            for n, v in seen.items(): acc.setdefault(n, []).append(v)
            for n, v in gseen.items(): gacc.setdefault(n, []).append(v)
            for n, p in m.named_parameters():
                shapes[n] = list(p.shape); pacc.setdefault(n, []).append(p.detach().float().pow(2).mean().item())
                if p.grad is not None: pg.setdefault(n, []).append(p.grad.float().pow(2).mean().item())
    mean, sd = (lambda x: statistics.fmean(x)), (lambda x: statistics.pstdev(x) * math.sqrt(len(x) / (len(x) - 1)))
    d = f'{OUT}/{name}'; os.makedirs(d, exist_ok=True)
    m.config.architectures = [cls]; cfg.save_pretrained(d)
    json.dump(dict(name=name, model_type=mt, cls=cls, input=kind, modules={n: dict(q=[mean(v)], sd=[sd(v)], **{'class': classes[n]}) for n, v in acc.items()},
      gradients={n: dict(q=[mean(v)], sd=[sd(v)]) for n, v in gacc.items()},
      parameters={n: dict(shape=shapes[n], q=mean(v), **(dict(grad_q=mean(pg[n]), grad_sd=sd(pg[n])) if n in pg else {})) for n, v in pacc.items()}, output=dict(q=mean(outq)), draws=len(outq), **(dict(cross_entropy_random_labels=ces) if ces and kind != 'clip' else {})), open(d + '/gold.json', 'w'))
    print(name, 'ok', len(acc), flush=True)
OUT = sys.argv[1]
for n in (sys.argv[2:] or TESTS):
    if len(sys.argv) < 3 and os.path.exists(f'{OUT}/{n}/gold.json'): continue
    try: run(n)
    except Exception as e: print(n, 'FAILED', type(e).__name__, str(e)[:300], flush=True)
