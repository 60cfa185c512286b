"""Sees when a customer should be offered a person, and why; from short lists of words, and what was asked before.

A hand-over is an offer with a reason, never a refusal of an answer, but where life, limb or the law is at stake:
then the assistant says nothing of its own.
"""

from __future__ import annotations

import re

from kb import languages

SAME_QUESTION = 0.75  # share of words from which a question repeats the one before

_PERSON = "(?:human|person|agent|operator|representative|somebody|someone|advisor|employee|your team)"
_ASKED = re.compile(
    rf"\b(?:talk|speak|chat|connect(?: me)?|transfer(?: me)?|put me through|get me) (?:to|with) "
    rf"(?:an? |the |your |some )?(?:real |live |human )?{_PERSON}\b"
    r"|\b(?:need|want|give me|get me) (?:an? )?(?:real |live |human )"
    r"(?:human|person|agent|operator|representative)\b|^\W*(?:human|agent|operator|representative)(?: please)?\W*$"
    r"|\b(?:not|no) (?:an? )?(?:ro)?bot\b"
    r"|(?:صحبت|حرف|گفت ?و ?گو|وصل).{0,12}(?:اپراتور|انسان|ادم|کارشناس|پشتیبان|همکار)"
    r"|(?:با|به) (?:یک |یه )?(?:اپراتور|انسان|ادم واقعی|کارشناس|پشتیبان)(?: انسانی)? .{0,14}(?:صحبت|حرف|وصل|ارتباط)"
    r"|^\W*(?:اپراتور|انسان|کارشناس)(?: لطفا)?\W*$"
    r"|转人工|人工(?:客服|服务|坐席)|真人|(?:找|跟|和|与).{0,4}(?:客服|人工|人).{0,3}(?:聊|说|谈|讲话|通话)"
)
_HARM = re.compile(
    r"\b(?:kill|hurt|harm|cut) (?:myself|me)\b|\bsuicid\w+|\bend (?:my life|it all)\b|\bwant to die\b"
    r"|\b(?:heart attack|overdose|can(?:'t|not) breathe|unconscious|bleeding (?:badly|heavily)|call an ambulance"
    r"|swallowed (?:bleach|a battery|poison)|(?:been|was|got) electrocuted|poisoned)\b"
    r"|خودکشی|خودم را (?:می ?کشم|بکشم)|خودمو (?:می ?کشم|بکشم)|می ?خواهم بمیرم|میخوام بمیرم"
    r"|سکته|مسموم|نمی ?تون\w+ نفس|نمی ?توان\w+ نفس|بی ?هوش شد|خونریزی|برق گرفتگی|برق گرفته"
    r"|自杀|自残|不想活|想死|结束生命|心脏病发|中毒|昏迷|无法呼吸|喘不过气|大出血|触电了"
)
_LAW = re.compile(
    r"\b(?:my|our) (?:lawyer|attorney|solicitor)\b|\b(?:sue|suing) (?:you|your)\b|\btake you to court\b"
    r"|\blegal action\b|\b(?:report|reporting) you to the (?:police|authorities|regulator)\b"
    r"|(?:از شما|ازتون|ازتان) شکایت|شکایت (?:قانونی|می ?کنم)|وکیلم|وکیل من|دادگاه|تعزیرات|پلیس فتا"
    r"|起诉|律师|法院|告你们|报警|消协|投诉到工商|12315"
)
_FRAUD = re.compile(
    r"\b(?:fraud\w*|scam\w*|unauthori[sz]ed (?:payment|charge|transaction)|stolen card|card (?:was|got|is) stolen"
    r"|(?:someone|somebody) (?:else )?(?:used|is using|has used) my (?:card|account)|hacked)\b"
    r"|کلاه ?برداری|سرقت|هک شد|بدون اجازه .{0,12}(?:برداشت|کم شد)|کارتم (?:را )?دزدید"
    r"|诈骗|被骗|盗刷|被盗|盗用|骗子"
)
_ANGRY = re.compile(
    r"\b(?:ridiculous|unacceptable|disgusting|furious|outrageous|pathetic|useless|terrible service|worst|fed up"
    r"|sick of|how dare|incompetent|wtf|bullshit|rip ?-?off)\b|!{3,}|\b[A-Z]{4,}(?:\W+[A-Z]{3,}){3,}"
    r"|مسخره|افتضاح|خجالت بکش|بی ?شرف|دزدها|دزد هستید|اعصاب\w* (?:را |رو )?خرد|کلافه|عصبانی|شورش را در|بدترین"
    r"|垃圾|太差|气死|忍无可忍|什么破|骗人的|无语|太过分|恶心|混蛋|最差"
)


def reason(question: str, before: str = "") -> str | None:
    """Return why a person should be offered: asked_for_human, sensitive, angry or repeated; None for no reason.

    Args:
        before: what the same customer asked last, where known.
    """
    text = languages.normalise(question)
    if _ASKED.search(text):
        return "asked_for_human"
    if _HARM.search(text) or _LAW.search(text) or _FRAUD.search(text):
        return "sensitive"
    if _ANGRY.search(text) or _ANGRY.search(question):
        return "angry"
    return "repeated" if before and repeats(question, before) else None


def silent(question: str) -> bool:
    """Whether no answer should be tried: a person was asked for, or it is about life, limb or the law."""
    text = languages.normalise(question)
    return bool(_ASKED.search(text) or _HARM.search(text) or _LAW.search(text))


def urgent(question: str) -> bool:
    """Whether somebody may be in danger of life or limb."""
    return bool(_HARM.search(languages.normalise(question)))


def repeats(question: str, before: str) -> bool:
    """Whether a question is the one before once more, in much the same words."""
    one, other = set(languages.tokens(question)), set(languages.tokens(before))
    return bool(one and other) and len(one & other) / len(one | other) >= SAME_QUESTION
