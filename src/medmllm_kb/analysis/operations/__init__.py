"""The operations of components: for each its shape rule, its equation, its parameters and its work."""

from collections.abc import Mapping
from types import MappingProxyType

from medmllm_kb.analysis.operations import connectors, encoders, transformers
from medmllm_kb.analysis.operations.base import Rule

_TRANSFORMERS = "https://github.com/huggingface/transformers/blob/v4.57.1/src/transformers/models"
_FLAMINGO = "https://github.com/mlfoundations/open_flamingo/blob/v2.0.0/open_flamingo/src/helpers.py"

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "patch-embedding-2d": Rule(
            "Patch embedding",
            encoders.patch_embedding_2d,
            shape=r"(C, H, W) \to (\lfloor H/p \rfloor \lfloor W/p \rfloor + k,\; D)",
            equation=r"z_i = W_p \, \operatorname{vec}(x_i) + b + e_i, \quad z = [c_1, \dots, c_k, z_1, \dots, z_N]",
            parameters=r"C p^2 D + D + k D + (N_0 + k) D",
            flops=r"2 N C p^2 D",
            source=f"{_TRANSFORMERS}/clip/modeling_clip.py",
        ),
        "patch-embedding-3d": Rule(
            "Patch embedding of volumes",
            encoders.patch_embedding_3d,
            shape=r"(C, T, H, W) \to (\lfloor T/p_t \rfloor \lfloor H/p_h \rfloor \lfloor W/p_w \rfloor + k,\; D)",
            equation=r"z_i = W_p \, \operatorname{vec}(x_i) + b + e_i",
            parameters=r"C p_t p_h p_w D + D + k D + N_0 D",
            flops=r"2 N C p_t p_h p_w D",
            source=f"{_TRANSFORMERS}/qwen2_vl/modeling_qwen2_vl.py",
        ),
        "convolutional-encoder": Rule(
            "Convolutional network",
            encoders.convolutional_encoder,
            shape=r"(C, H, W) \to (\lfloor H/s \rfloor \lfloor W/s \rfloor,\; D)",
            equation=r"z = \operatorname{vec}(f(x))",
            parameters="",
            flops="",
            source=f"{_TRANSFORMERS}/resnet/modeling_resnet.py",
        ),
        "hierarchical-transformer": Rule(
            "Windowed transformer in stages",
            encoders.hierarchical_transformer,
            shape=r"(C, H, W) \to (\lfloor H/s \rfloor \lfloor W/s \rfloor,\; D), \quad s = p \, 2^{k - 1}",
            equation=r"z \leftarrow z + \operatorname{WMSA}(\operatorname{LN}(z)), \quad "
            r"z \leftarrow z + \operatorname{FFN}(\operatorname{LN}(z))",
            parameters=r"\sum_i \ell_i (12 D_i^2 + 13 D_i + (2w - 1)^2 h_i) + \sum_{i<k} (8 D_i^2 + 8 D_i) + \dots",
            flops=r"\sum_i \ell_i (24 N_i D_i^2 + 4 N_i w^2 D_i) + \dots",
            source=f"{_TRANSFORMERS}/swin/modeling_swin.py",
        ),
        "transformer": Rule(
            "Transformer",
            transformers.transformer,
            shape=r"(N, D) \to (N, D)",
            equation=r"z \leftarrow z + \operatorname{MSA}(\operatorname{Norm}(z)), \quad "
            r"z \leftarrow z + \operatorname{FFN}(\operatorname{Norm}(z))",
            parameters=r"\ell \, (4 D^2 + 4 D + m D I + I + D + 4 D)",
            flops=r"\ell \, (8 N D^2 + 4 N^2 D + 2 m N D I)",
            source=f"{_TRANSFORMERS}/siglip/modeling_siglip.py",
        ),
        "language-model": Rule(
            "Language model",
            transformers.language_model,
            shape=r"(N, D) \to (N, V)",
            equation=r"h \leftarrow h + \operatorname{GQA}(\operatorname{Norm}(h)), \quad "
            r"h \leftarrow h + \operatorname{FFN}(\operatorname{Norm}(h)), \quad y = W_V \operatorname{Norm}(h)",
            parameters=r"V D + \ell \, (2 D d_q + 2 D d_{kv} + m D I + n D) + D + V D",
            flops=r"\ell \, (4 N D (d_q + d_{kv}) + 4 N^2 d_q + 2 m N D I) + 2 N D V",
            source=f"{_TRANSFORMERS}/llama/modeling_llama.py",
        ),
        "encoder-decoder": Rule(
            "Encoder-decoder language model",
            transformers.encoder_decoder,
            shape=r"(N, D) \to (M, V)",
            equation=r"y = \operatorname{Dec}(t, \operatorname{Enc}(z))",
            parameters="",
            flops="",
            source=f"{_TRANSFORMERS}/t5/modeling_t5.py",
        ),
        "linear": Rule(
            "Linear projection",
            connectors.linear_layer,
            shape=r"(N, D) \to (N, D')",
            equation=r"h_i = W z_i + b",
            parameters=r"D D' + D'",
            flops=r"2 N D D'",
            source="https://github.com/pytorch/pytorch/blob/v2.13.0/torch/nn/modules/linear.py",
        ),
        "mlp": Rule(
            "Multilayer perceptron",
            connectors.mlp,
            shape=r"(N, D) \to (N, D')",
            equation=r"h_i = W_2 \, \sigma(W_1 z_i + b_1) + b_2",
            parameters=r"D I + I + I D' + D'",
            flops=r"2 N (D I + I D')",
            source=f"{_TRANSFORMERS}/llava/modeling_llava.py",
        ),
        "normalise": Rule(
            "Normalisation",
            connectors.normalise,
            shape=r"(N, D) \to (N, D)",
            equation=r"h_i = g \odot \frac{z_i - \mu_i}{\sigma_i} + b",
            parameters=r"2 D \text{ (LayerNorm)}, \; D \text{ (RMSNorm)}",
            flops="0",
            source=f"{_TRANSFORMERS}/gemma3/modeling_gemma3.py",
        ),
        "position-embedding": Rule(
            "Positions",
            encoders.position_embedding,
            shape=r"(N, D) \to (N + k, D)",
            equation=r"z = [c_1, \dots, c_k, z_1, \dots, z_N] + e",
            parameters=r"k D + (N_0 + k) D",
            flops="0",
            source=f"{_TRANSFORMERS}/whisper/modeling_whisper.py",
        ),
        "attention-pool": Rule(
            "Attention pooling",
            transformers.attention_pool,
            shape=r"(N, D) \to (1, D)",
            equation=r"p = \operatorname{MHA}(q, z, z), \quad h = p + \operatorname{FFN}(\operatorname{LN}(p))",
            parameters=r"D + 4 D^2 + 4 D + 2 D + 2 D I + I + D",
            flops=r"4 D^2 + 4 D I + N (4 D^2 + 4 D)",
            source=f"{_TRANSFORMERS}/siglip/modeling_siglip.py",
        ),
        "average-pool": Rule(
            "Average pooling",
            connectors.average_pool,
            shape=r"(N, D) \to (N / \textstyle\prod_j k_j,\; D)",
            equation=r"h_j = \frac{1}{|B_j|} \sum_{i \in B_j} z_i",
            parameters="0",
            flops="0",
            source=f"{_TRANSFORMERS}/gemma3/modeling_gemma3.py",
        ),
        "pixel-shuffle": Rule(
            "Joining squares (pixel shuffle)",
            connectors.pixel_shuffle,
            shape=r"(N, D) \to (N / f^2,\; f^2 D)",
            equation=r"h_j = [z_{i_1}; \dots; z_{i_{f^2}}], \quad i_1, \dots, i_{f^2} \in B_j",
            parameters="0",
            flops="0",
            source=f"{_TRANSFORMERS}/internvl/modeling_internvl.py",
        ),
        "query-transformer": Rule(
            "Query transformer (Q-Former)",
            connectors.query_transformer,
            shape=r"(N, D) \to (Q, D')",
            equation=r"q \leftarrow \operatorname{SA}(q), \quad q \leftarrow \operatorname{CA}(q, z), \quad "
            r"q \leftarrow \operatorname{FFN}(q)",
            parameters=r"Q D' + 2 D' + \ell \, (4 D'^2 + 2 D' I + \dots) "
            r"+ \lceil \ell/c \rceil (2 D'^2 + 2 D D' + \dots)",
            flops=r"\ell \, (8 Q D'^2 + 4 Q^2 D' + 4 Q D' I) + \lceil \ell/c \rceil (4 Q D'^2 + 4 N D D' + 4 Q N D')",
            source=f"{_TRANSFORMERS}/blip_2/modeling_blip_2.py",
        ),
        "perceiver-resampler": Rule(
            "Perceiver resampler",
            connectors.perceiver_resampler,
            shape=r"(N, D) \to (L, D)",
            equation=r"q \leftarrow q + \operatorname{MHA}(q, [z; q], [z; q]), \quad "
            r"q \leftarrow q + \operatorname{FFN}(q)",
            parameters=r"L D + \ell \, (2 D d_q + 2 D d_{kv} + m D I + 6 D) + 2 D",
            flops=r"\ell \, (4 L D d_q + (N + L)(4 D d_{kv} + 4 L d_q) + 2 m L D I)",
            source=_FLAMINGO,
        ),
        "gated-cross-attention": Rule(
            "Gated cross-attention",
            connectors.gated_cross_attention,
            shape=r"(M, D_v), (N, D) \to (N, D)",
            equation=r"h \leftarrow h + \tanh(\alpha) \operatorname{CA}(\operatorname{LN}(h), z), \quad "
            r"h \leftarrow h + \tanh(\beta) \operatorname{FFN}(h)",
            parameters=r"\lfloor \ell/e \rfloor (2 D d + 2 D_v d + 2 D I + 4 D + 2)",
            flops=r"\lfloor \ell/e \rfloor (4 N D d + 4 M D_v d + 4 N M d + 4 N D I)",
            source=_FLAMINGO,
        ),
        "conv-downsample": Rule(
            "Convolution",
            encoders.conv_downsample,
            shape=r"(C, n) \to (C', \lfloor (n + 2p - k)/s \rfloor + 1)",
            equation=r"h_j = \sum_{i=1}^{k} W_i \, x_{s j + i} + b",
            parameters=r"k^a C C' + C'",
            flops=r"2 n' k^a C C'",
            source=f"{_TRANSFORMERS}/whisper/modeling_whisper.py",
        ),
        "concatenate": Rule(
            "Joining neighbours",
            connectors.concatenate,
            shape=r"(N, D) \to (N/k,\; k D) \text{ or } (k N,\; D)",
            equation=r"h_j = [z_{k j + 1}; \dots; z_{k j + k}]",
            parameters="0",
            flops="0",
            source="https://arxiv.org/abs/2310.09478",
        ),
        "vector-quantiser": Rule(
            "Vector quantisation",
            encoders.vector_quantiser,
            shape=r"(C, H, W) \to (\lfloor H/s \rfloor \lfloor W/s \rfloor)",
            equation=r"k_i = \arg\min_k \lVert z_i - e_k \rVert",
            parameters=r"K D",
            flops="",
            source="https://arxiv.org/abs/2012.09841",
        ),
        "mask-decoder": Rule(
            "Mask decoder",
            connectors.mask_decoder,
            shape=r"(D, h, w), (k, D) \to (m, 4h, 4w)",
            equation=r"m = \operatorname{Up}(z) \, \operatorname{MLP}(q)",
            parameters="",
            flops="",
            source=f"{_TRANSFORMERS}/sam/modeling_sam.py",
        ),
    }
)
"""By the type of the operation in a record."""
