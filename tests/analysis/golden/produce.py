"""Shapes, parameters, FLOPs and caches of the reference implementations, for test_trace_golden.py.

Not run by the tests, and torch is no dependency of the project. To run it again, from the root of the repository:

    python -m venv /tmp/reference && /tmp/reference/bin/pip install torch==2.13.0 transformers==4.57.1 timm==1.0.31
    /tmp/reference/bin/python tests/analysis/golden/produce.py

It writes one JSON file a family beside itself; names of families as arguments restrict it to these. Modules are
built from configurations with random weights, large ones on the meta device, so nothing is downloaded. Each case
says which of our components, or operations, it is to be compared with (``ours``). Parameters are those that are
trained; fixed sinusoids are not counted. FLOPs are those of ``torch.utils.flop_counter`` (matrix products and
convolutions) with attention written out ("eager"), without the angles of rotary positions.
"""
# mypy: ignore-errors

import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import timm
import torch
import transformers
from timm.layers import set_fused_attn
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.utils.flop_counter import FlopCounterMode

HERE = Path(__file__).parent
VERSIONS = {
    "python": platform.python_version(),
    "torch": torch.__version__,
    "transformers": transformers.__version__,
    "timm": timm.__version__,
}
ROTARY = ("rotary_emb", "rotary_emb_local")
"""Modules that compute angles of rotary positions by a matrix product of rank one, which is not counted."""
set_fused_attn(False)


def parameters(module: nn.Module) -> int:
    """Trained parameters, shared ones once."""
    return sum(one.numel() for one in module.parameters() if one.requires_grad)


def run(module: nn.Module, call: Callable[[], Any], watch: dict[str, str]) -> tuple[list[Any], int]:
    """Shapes after the submodules named by ``watch`` (name -> operation of ours), and FLOPs, of one call."""
    shapes: list[Any] = []
    hooks = []

    def record(operation: str) -> Callable[..., None]:
        def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
            tensor = output
            while not isinstance(tensor, torch.Tensor):
                tensor = tensor[0]
            shapes.append([operation, list(tensor.shape[1:] if tensor.dim() > 2 else tensor.shape)])

        return hook

    named = dict(module.named_modules())
    for name, operation in watch.items():
        hooks.append(named[name].register_forward_hook(record(operation)))
    trained = [one for one in module.parameters() if one.requires_grad]
    module.requires_grad_(False)  # or the counter asks for gradients
    counter = FlopCounterMode(display=False)
    with torch.no_grad(), counter:
        call()
    for one in trained:
        one.requires_grad_(True)
    for hook in hooks:
        hook.remove()
    angles = sum(
        sum(flops.values()) for name, flops in counter.get_flop_counts().items() if name.split(".")[-1] in ROTARY
    )
    return shapes, counter.get_total_flops() - angles


def case(
    name: str,
    reference: str,
    config: dict[str, Any],
    ours: dict[str, Any],
    module: nn.Module,
    call: Callable[[], Any],
    watch: dict[str, str],
) -> dict[str, Any]:
    """One case: what ran, what to compare it with, and what came out."""
    count = parameters(module)
    shapes, flops = run(module, call, watch)
    return {
        "name": name,
        "reference": reference,
        "config": config,
        "ours": ours,
        "shapes": shapes,
        "parameters": count,
        "flops": flops,
    }


def picture(side: int, channels: int = 3) -> torch.Tensor:
    return torch.empty(1, channels, side, side, device="meta")


def on_meta(build: Callable[[], nn.Module]) -> nn.Module:
    with torch.device("meta"):
        return build().eval()


def clip() -> list[dict[str, Any]]:
    cases = []
    for component, side, patch, width, layers, heads in (
        ("clip-vit-l-14", 224, 14, 1024, 24, 16),
        ("clip-vit-l-14-336", 336, 14, 1024, 24, 16),
        ("clip-vit-b-16", 224, 16, 768, 12, 12),
        ("clip-vit-b-32", 224, 32, 768, 12, 12),
    ):
        config = {
            "hidden_size": width,
            "intermediate_size": 4 * width,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "image_size": side,
            "patch_size": patch,
        }
        model = on_meta(
            lambda config=config: transformers.CLIPVisionModel(
                transformers.CLIPVisionConfig(**config, attn_implementation="eager")
            )
        )
        watch = {"vision_model.embeddings": "patch-embedding-2d", "vision_model.encoder": "transformer"}
        ours = {"components": [component]}
        call = lambda model=model, side=side: model(picture(side))  # noqa: E731
        cases.append(case(component, "transformers CLIPVisionModel", config, ours, model, call, watch))
    return cases


def siglip() -> list[dict[str, Any]]:
    shape = {
        "hidden_size": 1152,
        "intermediate_size": 4304,
        "num_hidden_layers": 27,
        "num_attention_heads": 16,
        "patch_size": 14,
    }
    cases = []
    for side, head, component in (
        (224, True, "siglip-so400m-14-224"),
        (384, True, "siglip-so400m-14-384"),
        (448, False, "medsiglip"),
        (896, False, "medsiglip"),
    ):
        config = {**shape, "image_size": side, "vision_use_head": head}
        model = on_meta(
            lambda config=config: transformers.SiglipVisionModel(
                transformers.SiglipVisionConfig(**config, attn_implementation="eager")
            )
        )
        watch = {"vision_model.embeddings": "patch-embedding-2d", "vision_model.encoder": "transformer"}
        if head:
            watch["vision_model.head"] = "attention-pool"
        ours = {"components": [component], "step": {"input_shape": [3, side, side]}}
        if head:
            ours["step"]["keep"] = "pooled"
        call = lambda model=model, side=side: model(picture(side))  # noqa: E731
        name = f"{component} at {side}"
        cases.append(case(name, "transformers SiglipVisionModel", config, ours, model, call, watch))
    return cases


def vit() -> list[dict[str, Any]]:
    cases = []
    for name, model_name, options, ours in (
        ("ViT-B/16", "vit_base_patch16_224", {}, {"components": ["biomedclip"]}),
        ("UNI ViT-L/16", "vit_large_patch16_224", {"init_values": 1e-5}, {"components": ["uni"]}),
        (
            "UNI2-h",
            "vit_giant_patch14_224",
            {
                "img_size": 224,
                "patch_size": 14,
                "depth": 24,
                "num_heads": 24,
                "init_values": 1e-5,
                "embed_dim": 1536,
                "mlp_ratio": 2.66667 * 2,
                "no_embed_class": True,
                "mlp_layer": timm.layers.SwiGLUPacked,
                "act_layer": nn.SiLU,
                "reg_tokens": 8,
            },
            {"components": ["uni2-h"]},
        ),
    ):
        model = on_meta(
            lambda model_name=model_name, options=options: timm.create_model(model_name, num_classes=0, **options)
        )
        call = lambda model=model: model.forward_features(picture(224))  # noqa: E731
        watch = {"norm_pre": "patch-embedding-2d", "norm": "transformer"}
        config = {"timm": model_name, **{key: str(value) for key, value in options.items()}}
        cases.append(case(name, "timm VisionTransformer", config, ours, model, call, watch))
    for component, name in (
        ("dinov2-vit-b-14", "vit_base_patch14_dinov2"),
        ("dinov2-vit-l-14", "vit_large_patch14_dinov2"),
        ("dinov2-vit-g-14", "vit_giant_patch14_dinov2"),
    ):
        model = on_meta(lambda name=name: timm.create_model(name, num_classes=0, img_size=518))
        call = lambda model=model: model.forward_features(picture(518))  # noqa: E731
        watch = {"norm_pre": "patch-embedding-2d", "norm": "transformer"}
        config = {"timm": name, "img_size": 518}
        ours = {"components": [component]}
        cases.append(case(f"{component} at 518", "timm VisionTransformer", config, ours, model, call, watch))
    return cases


def swin() -> list[dict[str, Any]]:
    config = {"embed_dim": 128, "depths": [2, 2, 18, 2], "num_heads": [4, 8, 16, 32], "window_size": 7}
    model = transformers.SwinModel(
        transformers.SwinConfig(**config, image_size=224, attn_implementation="eager"), add_pooling_layer=False
    ).eval()
    call = lambda: model(torch.zeros(1, 3, 224, 224))  # noqa: E731
    ours = {"components": ["swin-base-224"]}
    return [
        case("Swin-B", "transformers SwinModel", config, ours, model, call, {"layernorm": "hierarchical-transformer"})
    ]


def blip2() -> list[dict[str, Any]]:
    vision = transformers.Blip2VisionConfig(image_size=224, attn_implementation="eager")
    encoder = on_meta(lambda: transformers.models.blip_2.modeling_blip_2.Blip2VisionModel(vision))
    watch = {"embeddings": "patch-embedding-2d", "encoder": "transformer"}
    call = lambda: encoder(picture(224))  # noqa: E731
    # transformers stores biases for keys, which LAVIS has not (they are zero), so this is not quite our record.
    operations = [
        {"type": "patch-embedding-2d", "image_size": 224, "patch_size": 14, "width": 1408, "class_tokens": 1},
        {"type": "transformer", "layers": 39, "width": 1408, "heads": 16, "intermediate": 6144, "activation": "gelu"}
        | {"pre_normalisation": False, "post_normalisation": True},
    ]
    ours = {"operations": operations}
    cases = [
        case("BLIP-2 EVA-g at 224", "transformers Blip2VisionModel", {"image_size": 224}, ours, encoder, call, watch)
    ]

    class Bridge(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            config = transformers.Blip2QFormerConfig(attn_implementation="eager")
            self.query_tokens = nn.Parameter(torch.zeros(1, 32, 768))
            self.qformer = transformers.Blip2QFormerModel(config)
            self.language_projection = nn.Linear(768, 5120)

        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            queries = self.qformer(query_embeds=self.query_tokens, encoder_hidden_states=tokens).last_hidden_state
            return self.language_projection(queries)

    bridge = on_meta(Bridge)
    call = lambda: bridge(torch.empty(1, 257, 1408, device="meta"))  # noqa: E731
    ours = {"components": ["eva-clip-g-blip2", "qformer-32", "llama-2-13b"], "of": "qformer-32"}
    watch = {"qformer": "query-transformer", "language_projection": "linear"}
    config = {"queries": 32, "encoder_hidden_size": 1408, "text_width": 5120}
    cases.append(case("Q-Former of BLIP-2", "transformers Blip2QFormerModel", config, ours, bridge, call, watch))
    return cases


class PerceiverAttention(nn.Module):
    """Attention of a Flamingo resampler, written with plain layers after the paper and OpenFlamingo v2.0.0."""

    def __init__(self, width: int, heads: int, size: int) -> None:
        super().__init__()
        self.heads = heads
        self.media_norm, self.latent_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query = nn.Linear(width, heads * size, bias=False)
        self.key_value = nn.Linear(width, 2 * heads * size, bias=False)
        self.out = nn.Linear(heads * size, width, bias=False)

    def forward(self, media: torch.Tensor, latents: torch.Tensor) -> torch.Tensor:
        media, latents = self.media_norm(media), self.latent_norm(latents)
        split = lambda one: one.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # noqa: E731
        query = split(self.query(latents))
        key, value = map(split, self.key_value(torch.cat([media, latents], dim=1)).chunk(2, dim=-1))
        weights = (query @ key.transpose(-1, -2)).softmax(-1)
        return self.out((weights @ value).transpose(1, 2).flatten(2))


def feed_forward(width: int, factor: int = 4) -> nn.Module:
    return nn.Sequential(
        nn.LayerNorm(width),
        nn.Linear(width, factor * width, bias=False),
        nn.GELU(),
        nn.Linear(factor * width, width, bias=False),
    )


class FlamingoResampler(nn.Module):
    def __init__(self, width: int, latents: int, layers: int = 6, heads: int = 8, size: int = 64) -> None:
        super().__init__()
        self.latents = nn.Parameter(torch.zeros(1, latents, width))
        self.attention = nn.ModuleList(PerceiverAttention(width, heads, size) for _ in range(layers))
        self.feed = nn.ModuleList(feed_forward(width) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, media: torch.Tensor) -> torch.Tensor:
        latents = self.latents
        for attention, feed in zip(self.attention, self.feed, strict=True):
            latents = attention(media, latents) + latents
            latents = feed(latents) + latents
        return self.norm(latents)


class GatedCrossAttention(nn.Module):
    def __init__(self, width: int, visual: int, heads: int = 8, size: int = 64) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.query = nn.Linear(width, heads * size, bias=False)
        self.key_value = nn.Linear(visual, 2 * heads * size, bias=False)
        self.out = nn.Linear(heads * size, width, bias=False)
        self.gates = nn.ParameterList([nn.Parameter(torch.zeros(1)), nn.Parameter(torch.zeros(1))])
        self.feed = feed_forward(width)

    def forward(self, text: torch.Tensor, media: torch.Tensor) -> torch.Tensor:
        split = lambda one: one.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # noqa: E731
        query = split(self.query(self.norm(text)))
        key, value = map(split, self.key_value(media).chunk(2, dim=-1))
        weights = (query @ key.transpose(-1, -2)).softmax(-1)
        text = text + self.gates[0].tanh() * self.out((weights @ value).transpose(1, 2).flatten(2))
        return text + self.gates[1].tanh() * self.feed(text)


def resamplers() -> list[dict[str, Any]]:
    resampler = on_meta(lambda: FlamingoResampler(1024, 64))
    step = {"keep": "patch-tokens"}
    call = lambda: resampler(torch.empty(1, 256, 1024, device="meta"))  # noqa: E731
    ours = {"components": ["clip-vit-l-14", "perceiver-resampler-64"], "step": step, "of": "perceiver-resampler-64"}
    what = "plain torch layers after OpenFlamingo v2.0.0, open_flamingo/src/helpers.py"
    watch = {"norm": "perceiver-resampler"}
    cases = [case("Flamingo's resampler", what, {"width": 1024, "latents": 64}, ours, resampler, call, watch)]

    class Blocks(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.blocks = nn.ModuleList(GatedCrossAttention(4096, 1024) for _ in range(8))

        def forward(self, text: torch.Tensor, media: torch.Tensor) -> torch.Tensor:
            for block in self.blocks:
                text = block(text, media)
            return text

    blocks = on_meta(Blocks)
    call = lambda: blocks(  # noqa: E731
        torch.empty(1, 128, 4096, device="meta"), torch.empty(1, 64, 1024, device="meta")
    )
    ours = {"model": "med-flamingo", "of": "gated-cross-attention"}
    config = {"width": 4096, "visual_width": 1024, "blocks": 8, "text": 128}
    cases.append(case("Flamingo's cross-attention", what, config, ours, blocks, call, {}))

    module = transformers.models.idefics2.modeling_idefics2
    config = transformers.Idefics2Config(
        vision_config={"hidden_size": 1152},
        text_config={"model_type": "mistral", "hidden_size": 4096, "intermediate_size": 14336},
        attn_implementation="eager",
    )
    config.perceiver_config._attn_implementation = "eager"
    connector = on_meta(lambda: module.Idefics2Connector(config))
    call = lambda: connector(  # noqa: E731
        torch.empty(1, 729, 1152, device="meta"), attention_mask=torch.ones(1, 729, device="meta")
    )
    ours = {"components": ["siglip-so400m-14-384", "perceiver-idefics2"], "of": "perceiver-idefics2"}
    watch = {"modality_projection": "mlp", "perceiver_resampler": "perceiver-resampler"}
    settings = {"vision_width": 1152, "text_width": 4096, "latents": 64, "depth": 3, "heads": 16, "kv_heads": 4}
    cases.append(
        case("Connector of Idefics2", "transformers Idefics2Connector", settings, ours, connector, call, watch)
    )
    return cases


def projectors() -> list[dict[str, Any]]:
    step = {"layer": -2, "keep": "patch-tokens"}
    linear = on_meta(lambda: nn.Sequential(nn.Linear(1024, 4096)))
    call = lambda: linear(torch.empty(1, 256, 1024, device="meta"))  # noqa: E731
    ours = {"components": ["clip-vit-l-14", "linear-projection", "llama-1-7b"], "step": step, "of": "linear-projection"}
    config = {"in": 1024, "out": 4096}
    cases = [case("Linear projector of LLaVA", "torch nn.Linear", config, ours, linear, call, {"0": "linear"})]

    settings = transformers.LlavaConfig(
        vision_config={"model_type": "clip_vision_model", "hidden_size": 1024},
        text_config={"model_type": "llama", "hidden_size": 4096},
    )
    mlp = on_meta(lambda: transformers.models.llava.modeling_llava.LlavaMultiModalProjector(settings))
    call = lambda: mlp(torch.empty(1, 576, 1024, device="meta"))  # noqa: E731
    ours = {"components": ["clip-vit-l-14-336", "mlp2x-gelu", "vicuna-7b-v1-5"], "step": step, "of": "mlp2x-gelu"}
    what = "transformers LlavaMultiModalProjector"
    cases.append(case("Projector of LLaVA-1.5", what, config, ours, mlp, call, {"linear_2": "mlp"}))

    gemma = transformers.Gemma3Config(
        vision_config={"hidden_size": 1152, "image_size": 896, "patch_size": 14},
        text_config={"hidden_size": 2560},
        mm_tokens_per_image=256,
    )
    pool = on_meta(lambda: transformers.models.gemma3.modeling_gemma3.Gemma3MultiModalProjector(gemma))
    call = lambda: pool(torch.empty(1, 4096, 1152, device="meta"))  # noqa: E731
    ours = {"model": "medgemma", "of": "gemma3-pool"}
    config = {"vision_width": 1152, "image_size": 896, "tokens": 256, "text_width": 2560}
    what = "transformers Gemma3MultiModalProjector"
    watch = {"mm_soft_emb_norm": "normalise"}
    cases.append(case("Average pooling of Gemma 3", what, config, ours, pool, call, watch))

    internvl = transformers.InternVLConfig(
        vision_config={"hidden_size": 1024, "image_size": [448, 448], "patch_size": [14, 14]},
        text_config={"model_type": "qwen2", "hidden_size": 3584},
        downsample_ratio=0.5,
    )
    module = transformers.models.internvl.modeling_internvl

    class Shuffle(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = module.InternVLMultiModalProjector(internvl)

        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            squares = tokens.reshape(1, 32, 32, 1024)
            joined = module.InternVLModel.pixel_shuffle(self, squares, scale_factor=0.5)
            return self.model(joined.reshape(1, -1, joined.shape[-1]))

    shuffle = on_meta(Shuffle)
    call = lambda: shuffle(torch.empty(1, 1024, 1024, device="meta"))  # noqa: E731
    ours = {
        "components": ["internvit-300m", "pixel-shuffle-mlp", "qwen2-5-7b"],
        "step": {"keep": "patch-tokens"},
        "of": "pixel-shuffle-mlp",
    }
    config = {"vision_width": 1024, "image_size": 448, "downsample_ratio": 0.5, "text_width": 3584}
    what = "transformers InternVLModel.pixel_shuffle and InternVLMultiModalProjector"
    watch = {"model.layer_norm": "pixel-shuffle", "model.linear_2": "mlp"}
    cases.append(case("Pixel shuffle of InternVL", what, config, ours, shuffle, call, watch))

    class Experts(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.tasks = nn.Parameter(torch.zeros(5, 1, 5632))
            self.experts = nn.ModuleList(
                nn.Sequential(nn.Linear(5632, 4096), nn.GELU(), nn.Linear(4096, 4096)) for _ in range(5)
            )
            self.router = nn.Sequential(nn.Linear(11264, 45056), nn.GELU(), nn.Linear(45056, 5))

        def forward(self, tokens: torch.Tensor) -> torch.Tensor:
            joined = tokens.reshape(1, 64, 5632)
            seen = torch.cat([joined, self.tasks[:1].expand(1, 64, 5632)], dim=-1)
            weights = self.router(seen).sigmoid()
            return sum(expert(joined) * weights[..., [place]] for place, expert in enumerate(self.experts))

    experts = on_meta(Experts)
    call = lambda: experts(torch.empty(1, 256, 1408, device="meta"))  # noqa: E731
    ours = {"model": "uni-med", "of": "connector-moe-uni-med"}
    what = "plain torch layers after uni_med/models/uni_med.py of github.com/MSIIP/Uni-Med"
    config = {"width": 1408, "joined": 4, "experts": 5, "text_width": 4096}
    cases.append(case("Connector of Uni-Med", what, config, ours, experts, call, {"experts.0": "mlp"}))
    return cases


def qwen() -> list[dict[str, Any]]:
    cases = []
    config = {
        "depth": 32,
        "hidden_size": 1280,
        "intermediate_size": 3420,
        "num_heads": 16,
        "out_hidden_size": 3584,
        "fullatt_block_indexes": [7, 15, 23, 31],
        "window_size": 112,
    }
    module = transformers.models.qwen2_5_vl
    settings = module.configuration_qwen2_5_vl.Qwen2_5_VLVisionConfig(**config)
    settings._attn_implementation = "eager"
    model = module.modeling_qwen2_5_vl.Qwen2_5_VisionTransformerPretrainedModel._from_config(settings).eval()
    for side, frames in ((448, 1), (420, 1), (224, 4)):
        grid = torch.tensor([[max(1, frames // 2), side // 14, side // 14]])
        patches = torch.zeros(int(grid.prod()), 3 * 2 * 14 * 14)
        call = lambda patches=patches, grid=grid: model(patches, grid)  # noqa: E731
        watch = {"patch_embed": "patch-embedding-3d", "blocks.31": "transformer", "merger": "mlp"}
        ours = {
            "components": ["qwen2-5-vl-vit", "patch-merger-2x2", "qwen2-5-7b"],
            "of": ["qwen2-5-vl-vit", "patch-merger-2x2"],
            "inputs": {"image_size": side, "frames": frames},
        }
        name = f"Qwen2.5-VL encoder and merger at {side}, {frames} frames"
        cases.append(case(name, "transformers Qwen2_5_VisionTransformer", config, ours, model, call, watch))
    module = transformers.models.qwen2_vl
    config = {"depth": 32, "embed_dim": 1280, "num_heads": 16, "hidden_size": 3584, "mlp_ratio": 4}
    settings = module.configuration_qwen2_vl.Qwen2VLVisionConfig(**config)
    settings._attn_implementation = "eager"
    model = module.modeling_qwen2_vl.Qwen2VisionTransformerPretrainedModel._from_config(settings).eval()
    grid = torch.tensor([[1, 32, 32]])
    call = lambda: model(torch.zeros(1024, 1176), grid)  # noqa: E731
    operations = [
        {"type": "patch-embedding-3d", "patch_size": [2, 14, 14], "width": 1280, "channels": 3, "depth": "frames"}
        | {"padded_depth": True, "positions": "rotary", "bias": False},
        {"type": "transformer", "layers": 32, "width": 1280, "heads": 16, "intermediate": 5120, "attention": "plane"}
        | {"activation": "quick-gelu", "pre_normalisation": False, "post_normalisation": True},
        {"type": "pixel-shuffle", "factor": 2},
        {"type": "mlp", "layers": 2, "activation": "gelu", "hidden_width": 5120, "output_width": 3584},
    ]
    watch = {"patch_embed": "patch-embedding-3d", "blocks.31": "transformer", "merger": "mlp"}
    ours = {"operations": operations, "inputs": {"image_size": 448}}
    name = "Qwen2-VL encoder and merger at 448"
    cases.append(case(name, "transformers Qwen2VisionTransformer", config, ours, model, call, watch))
    return cases


class VolumeBlock(nn.Module):
    """A block of MONAI's ViT: queries, keys and values without bias."""

    def __init__(self, width: int, heads: int, hidden: int) -> None:
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.qkv, self.out = nn.Linear(width, 3 * width, bias=False), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, hidden), nn.GELU(), nn.Linear(hidden, width))

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        split = lambda one: one.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # noqa: E731
        query, key, value = map(split, self.qkv(self.norms[0](tokens)).chunk(3, dim=-1))
        weights = (query @ key.transpose(-1, -2)).softmax(-1)
        tokens = tokens + self.out((weights @ value).transpose(1, 2).flatten(2))
        return tokens + self.feed(self.norms[1](tokens))


class VolumeEncoder(nn.Module):
    """M3D-CLIP's encoder and the pooling projector of M3D-LaMed."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Linear(4 * 16 * 16, 768)
        self.positions = nn.Parameter(torch.zeros(1, 2048, 768))
        self.class_token = nn.Parameter(torch.zeros(1, 1, 768))
        self.embedded = nn.Identity()
        self.blocks = nn.Sequential(*(VolumeBlock(768, 12, 3072) for _ in range(12)))
        self.norm = nn.LayerNorm(768)
        self.pool = nn.AvgPool3d(2)
        self.pooled = nn.Identity()
        self.projector = nn.Sequential(nn.Linear(768, 3072), nn.GELU(), nn.Linear(3072, 3072))

    def forward(self, volume: torch.Tensor) -> torch.Tensor:
        cut = volume.unfold(2, 4, 4).unfold(3, 16, 16).unfold(4, 16, 16)
        tokens = self.patches(cut.reshape(1, 2048, 1024)) + self.positions
        tokens = self.embedded(torch.cat([self.class_token, tokens], dim=1))
        tokens = self.norm(self.blocks(tokens))[:, 1:]
        pooled = self.pool(tokens.transpose(1, 2).reshape(1, 768, 8, 16, 16))
        return self.projector(self.pooled(pooled.flatten(2).transpose(1, 2)))


def volumes() -> list[dict[str, Any]]:
    model = on_meta(VolumeEncoder)
    call = lambda: model(torch.empty(1, 1, 32, 256, 256, device="meta"))  # noqa: E731
    watch = {"embedded": "patch-embedding-3d", "norm": "transformer", "pooled": "average-pool", "projector": "mlp"}
    ours = {"model": "m3d-lamed", "of": ["m3d-clip-vit", "spatial-pooling-3d"]}
    what = "plain torch layers after MONAI's ViT as used in github.com/BAAI-DCAI/M3D"
    config = {"volume": [32, 256, 256], "patch": [4, 16, 16], "width": 768, "layers": 12, "out": 3072}
    return [case("M3D-CLIP and spatial pooling", what, config, ours, model, call, watch)]


def audio() -> list[dict[str, Any]]:
    cases = []
    module = transformers.models.whisper.modeling_whisper
    for name, mels, width, layers, heads in (("tiny", 80, 384, 4, 6), ("large-v3", 128, 1280, 32, 20)):
        config = {
            "num_mel_bins": mels,
            "d_model": width,
            "encoder_layers": layers,
            "encoder_attention_heads": heads,
            "encoder_ffn_dim": 4 * width,
        }
        model = on_meta(
            lambda config=config: module.WhisperEncoder(
                transformers.WhisperConfig(**config, attn_implementation="eager")
            )
        )
        call = lambda model=model, mels=mels: model(torch.empty(1, mels, 3000, device="meta"))  # noqa: E731
        convolution = {"type": "conv-downsample", "axes": 1, "kernel": 3, "padding": 1, "width": width}
        operations = [
            convolution | {"stride": 1, "input_width": mels, "input_size": [3000]},
            convolution | {"stride": 2, "input_width": width},
            {"type": "position-embedding", "positions": "sinusoidal", "length": 1500},
            {"type": "transformer", "layers": layers, "width": width, "heads": heads, "intermediate": 4 * width}
            | {"activation": "gelu", "qkv_bias": "query-value", "pre_normalisation": False, "post_normalisation": True},
        ]
        ours = {"components": ["whisper-encoder"]} if name == "tiny" else {"operations": operations}
        watch = {"conv1": "conv-downsample", "conv2": "conv-downsample", "layer_norm": "transformer"}
        cases.append(case(f"Whisper {name}", "transformers WhisperEncoder", config, ours, model, call, watch))
    config = transformers.ASTConfig(attn_implementation="eager")
    model = on_meta(lambda: transformers.ASTModel(config))
    call = lambda: model(torch.empty(1, 1024, 128, device="meta"))  # noqa: E731
    watch = {"embeddings": "position-embedding", "layernorm": "transformer"}
    ours = {"components": ["ast-audio"]}
    cases.append(
        case("AST", "transformers ASTModel", {"max_length": 1024, "num_mel_bins": 128}, ours, model, call, watch)
    )
    return cases


LANGUAGE_MODELS: dict[str, tuple[type, dict[str, Any]]] = {
    "llama-1-7b": (transformers.LlamaConfig, {}),
    "llama-2-7b": (transformers.LlamaConfig, {"max_position_embeddings": 4096}),
    "vicuna-7b-v1-5": (transformers.LlamaConfig, {"max_position_embeddings": 4096}),
    "llama-2-13b": (
        transformers.LlamaConfig,
        {"hidden_size": 5120, "intermediate_size": 13824, "num_hidden_layers": 40, "num_attention_heads": 40},
    ),
    "llama-3-8b": (
        transformers.LlamaConfig,
        {"vocab_size": 128256, "intermediate_size": 14336, "num_key_value_heads": 8, "max_position_embeddings": 8192},
    ),
    "llama-3-2-1b": (
        transformers.LlamaConfig,
        {"vocab_size": 128256, "hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 16}
        | {"num_key_value_heads": 8, "head_dim": 64, "tie_word_embeddings": True},
    ),
    "mistral-7b": (transformers.MistralConfig, {}),
    "qwen2-7b": (
        transformers.Qwen2Config,
        {"vocab_size": 152064, "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28}
        | {"num_attention_heads": 28, "num_key_value_heads": 4},
    ),
    "qwen2-5-7b": (
        transformers.Qwen2Config,
        {"vocab_size": 152064, "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28}
        | {"num_attention_heads": 28, "num_key_value_heads": 4},
    ),
    "qwen2-5-1-5b": (
        transformers.Qwen2Config,
        {"vocab_size": 151936, "hidden_size": 1536, "intermediate_size": 8960, "num_hidden_layers": 28}
        | {"num_attention_heads": 12, "num_key_value_heads": 2, "tie_word_embeddings": True},
    ),
    "qwen3-8b": (
        transformers.Qwen3Config,
        {"vocab_size": 151936, "hidden_size": 4096, "intermediate_size": 12288, "num_hidden_layers": 36}
        | {"num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128},
    ),
    "gemma-2b": (
        transformers.GemmaConfig,
        {"hidden_size": 2048, "intermediate_size": 16384, "num_hidden_layers": 18}
        | {"num_attention_heads": 8, "num_key_value_heads": 1, "head_dim": 256},
    ),
    "gemma-2-9b": (
        transformers.Gemma2Config,
        {"hidden_size": 3584, "intermediate_size": 14336, "num_hidden_layers": 42}
        | {"num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 256},
    ),
    "gemma-3-4b": (
        transformers.Gemma3TextConfig,
        {"vocab_size": 262144, "hidden_size": 2560, "intermediate_size": 10240, "num_hidden_layers": 34}
        | {"num_attention_heads": 8, "num_key_value_heads": 4, "head_dim": 256, "sliding_window": 1024},
    ),
    "phi-2": (
        transformers.PhiConfig,
        {"hidden_size": 2560, "intermediate_size": 10240, "num_hidden_layers": 32, "num_attention_heads": 32},
    ),
    "phi-3-mini": (
        transformers.Phi3Config,
        {"vocab_size": 32064, "hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 32},
    ),
    "stablelm-3b-4e1t": (transformers.StableLmConfig, {}),
    "yi-34b": (
        transformers.LlamaConfig,
        {"vocab_size": 64000, "hidden_size": 7168, "intermediate_size": 20480, "num_hidden_layers": 60}
        | {"num_attention_heads": 56, "num_key_value_heads": 8},
    ),
}


def language() -> list[dict[str, Any]]:
    cases = []
    for component, (kind, config) in LANGUAGE_MODELS.items():
        settings = kind(**config, attn_implementation="eager")
        # Rotary embeddings ask for a device with autocast, which the meta device is not.
        with FakeTensorMode():
            model = transformers.AutoModelForCausalLM.from_config(settings).eval()
            tokens = torch.zeros(1, 64, dtype=torch.long)
            call = lambda model=model, tokens=tokens: model(tokens, use_cache=False)  # noqa: E731
            ours = {"components": [component], "inputs": {"text_tokens": 64}}
            what = f"transformers {type(model).__name__}"
            watch = {"lm_head": "language-model"}
            cases.append(case(f"{component}, 64 tokens", what, config, ours, model, call, watch))
    small = {"vocab_size": 96, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3}
    small |= {"num_attention_heads": 4, "num_key_value_heads": 2, "num_local_experts": 8, "num_experts_per_tok": 2}
    settings = transformers.MixtralConfig(**small, attn_implementation="eager")
    model = transformers.AutoModelForCausalLM.from_config(settings).eval()
    call = lambda: model(torch.zeros(1, 64, dtype=torch.long), use_cache=False)  # noqa: E731
    operation = {"type": "language-model", "layers": 3, "width": 64, "heads": 4, "kv_heads": 2, "intermediate": 128}
    operation |= {"vocabulary": 96, "activation": "swiglu", "experts": 8, "active_experts": 2}
    operation |= {"attention_bias": False, "tied_embeddings": False}
    ours = {"operations": [operation], "role": "backbone", "inputs": {"text_tokens": 64}}
    what = "transformers MixtralForCausalLM"
    watch = {"lm_head": "language-model"}
    cases.append(case("A small mixture of experts, 64 tokens", what, small, ours, model, call, watch))
    return cases


SMALL = {"vocab_size": 96, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 6, "head_dim": 16}
SMALL |= {"num_attention_heads": 4, "num_key_value_heads": 2}


def caches() -> list[dict[str, Any]]:
    """Keys and values that a real cache holds after a prefill."""
    cases = []
    for name, kind, extra in (
        ("Llama, grouped queries", transformers.LlamaConfig, {}),
        ("Mistral, window of 10 in all layers", transformers.MistralConfig, {"sliding_window": 10}),
        ("Gemma 2, window of 10 in every other layer", transformers.Gemma2Config, {"sliding_window": 10}),
        ("Gemma 3, window of 10 in five of six layers", transformers.Gemma3TextConfig, {"sliding_window": 10}),
    ):
        settings = kind(**SMALL, **extra)
        model = transformers.AutoModelForCausalLM.from_config(settings).eval()
        for tokens in (5, 9, 10, 40):
            with torch.no_grad():
                cache = model(torch.zeros(1, tokens, dtype=torch.long), use_cache=True).past_key_values
            held = sum(layer.keys.numel() + layer.values.numel() for layer in cache.layers)
            operation = {
                "type": "language-model",
                "layers": 6,
                "width": 64,
                "heads": 4,
                "kv_heads": 2,
                "head_size": 16,
                "intermediate": 128,
                "vocabulary": 96,
            }
            if extra:
                whole = sum(1 for one in getattr(settings, "layer_types", None) or [] if one == "full_attention")
                operation |= {"window": 10, "global_layers": whole}
            cases.append(
                {
                    "name": f"{name}, {tokens} tokens",
                    "reference": f"DynamicCache of transformers {type(model).__name__}",
                    "config": {**SMALL, **extra},
                    "ours": {"operations": [operation], "role": "backbone", "inputs": {"text_tokens": tokens}},
                    "cached_values": held,
                }
            )
    return cases


def main() -> None:
    families = {
        "clip": clip,
        "siglip": siglip,
        "vit": vit,
        "swin": swin,
        "blip2": blip2,
        "resamplers": resamplers,
        "projectors": projectors,
        "qwen": qwen,
        "volumes": volumes,
        "audio": audio,
        "language": language,
        "caches": caches,
    }
    for name in sys.argv[1:] or families:
        family = families[name]
        content = {"produced_by": "tests/analysis/golden/produce.py", "versions": VERSIONS, "cases": family()}
        (HERE / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")
        print(name, len(content["cases"]))


if __name__ == "__main__":
    main()
