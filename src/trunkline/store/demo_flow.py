"""The demo hotline: greeting, menu, is anybody there, queue. Sensible paths for wrong key, no key, nobody, closed."""

from __future__ import annotations

from typing import Any

PROMPT_TEXTS = {
    "greeting": "您好，欢迎致电干线客服演示热线。",
    "menu": "业务咨询请按一，售后服务请按二。",
    "invalid": "您的按键有误，请重新输入。",
    "no_input": "没有收到您的按键。",
    "nobody": "很抱歉，现在没有客服人员在线，请您稍后再拨。",
    "closed": "您好，现在是非工作时间，请您在工作时间再次来电。",
    "goodbye": "感谢您的来电，再见。",
    "comfort": "客服人员正在忙，请您耐心等待。",
    "transferring": "正在为您转接客服人员，请稍候。",
    "voicemail_drop": "您好，这里是干线客服演示热线。刚才给您回电，您不方便接听。您方便时请回拨我们，谢谢。",
    "office_hours": "我们的服务时间是周一至周五，上午九点到下午六点。",
    "take_call": "您有来电，接听请按一。",
    "survey": "请您对本次服务作出评价：满意请按一，一般请按二，不满意请按三，投诉请按九。",
    "survey_thanks": "感谢您的评价，再见。",
    "voice_mail": "请在提示音后留言，说完请按井号键，或直接挂机。",
    "voice_mail_thanks": "您的留言已收到，我们会尽快给您回电，再见。",
    "closed_voice_mail": "您好，现在是非工作时间。您可以留下姓名和问题，我们会给您回电。",
    "queue_full": "很抱歉，目前等待的人数较多，请您稍后再拨。",
}
"""Prompt name -> what is said."""
OFFERED = frozenset({"voicemail_drop", "office_hours"})
"""Those that agents may play to callers."""


def hotline(menu_queues: dict[str, str]) -> dict[str, Any]:
    """The flow document. menu_queues: key -> queue id."""
    nodes: dict[str, dict[str, Any]] = {
        "menu": {
            "type": "menu",
            "intro_prompts": ["greeting"],
            "prompts": ["menu"],
            "keys": {key: f"staffed_{key}" for key in menu_queues},
            "on": {"invalid": "goodbye", "timeout": "goodbye"},
            "invalid_prompts": ["invalid"],
            "no_input_prompts": ["no_input"],
            "tries": 3,
            "timeout_s": 5,
        },
        "nobody": {"type": "play", "prompts": ["nobody"], "next": "end"},
        "full": {"type": "play", "prompts": ["queue_full"], "next": "end"},
        "goodbye": {"type": "play", "prompts": ["goodbye"], "next": "end"},
        "end": {"type": "hang_up", "served": False},
    }
    for key, queue_id in menu_queues.items():
        nodes[f"staffed_{key}"] = {
            "type": "staffed",
            "queue_id": queue_id,
            "on": {"yes": f"transfer_{key}", "no": "nobody"},
        }
        nodes[f"transfer_{key}"] = {"type": "play", "prompts": ["transferring"], "next": f"queue_{key}"}
        nodes[f"queue_{key}"] = {
            "type": "queue",
            "queue_id": queue_id,
            "priority": 0,
            "on": {"timeout": "goodbye", "full": "full", "no_agents": "nobody"},
        }
    return {"start": "menu", "nodes": nodes}


def survey() -> dict[str, Any]:
    """The flow in which callers are asked how it was."""
    return {
        "start": "ask",
        "nodes": {
            "ask": {
                "type": "survey",
                "question": "满意度",
                "prompts": ["survey"],
                "invalid_prompts": ["invalid"],
                "no_input_prompts": ["no_input"],
                "thanks_prompts": ["survey_thanks"],
                "answers": {
                    "1": {"score": 5, "label": "满意", "satisfied": True},
                    "2": {"score": 3, "label": "一般"},
                    "3": {"score": 1, "label": "不满意"},
                    "9": {"score": 1, "label": "投诉", "complaint": True},
                },
                "tries": 2,
                "timeout_s": 5,
                "next": "end",
            },
            "end": {"type": "hang_up", "served": True},
        },
    }


def closed() -> dict[str, Any]:
    """A flow outside the opening hours: callers are told."""
    return {
        "start": "closed",
        "nodes": {
            "closed": {"type": "play", "prompts": ["closed"], "next": "end"},
            "end": {"type": "hang_up", "served": True},
        },
    }


def message_box(queue_id: str) -> dict[str, Any]:
    """A flow outside the opening hours: callers leave a message for this queue."""
    return {
        "start": "closed",
        "nodes": {
            "closed": {
                "type": "record",
                "queue_id": queue_id,
                "prompts": ["closed_voice_mail", "voice_mail"],
                "thanks_prompts": ["voice_mail_thanks"],
                "next": "end",
            },
            "end": {"type": "hang_up", "served": True},
        },
    }
