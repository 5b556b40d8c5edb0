"""What kind of answer a question wants, from its wording alone."""

from __future__ import annotations

import re
from typing import Literal

from bot.routing.reading import Reading
from bot.routing.words import FALLS, MONTH, RISES

Intent = Literal["advice", "market", "claim", "compare", "explain", "work"]

_YOU = r"you(?: guys| all| folks| people| two)?"
_NOW = (
    r"(?:right now|now|currently|at the moment|today|these days|tonight|this (?:morning|weeks|afternoon)|"
    r"(?:at )?these (?:vix )?levels|live|in real time|this (?:minute|second|instant|very moment))"
)
_MARKETS = r"(?:(?:the|our) )?(?:spx|index|vix|vix_nine|vol|iv|implied vol|markets?|stocks?|es|s|futures?|equities|skew|term structure|premium|tape)"
_SOON = (
    r"(?:today|tonight|tomorrow|overnight|(?:this|next) (?:weeks|months|quarter|years|summer|session|friday|monday)|by .*|before .*|into .*|"
    r"soon|from here)"
)
_ASKED_OF = (
    r"(?:what is|what|current|latest|live|last|get me|give me|show me|tell me|check|pull|pull up|fetch|look up|need|got|have) (?:the |a |todays )*"
    r"(?:(?:current|latest|live|best|closing) )*"
)
_QUOTES = r"(?:bid|ask|offer|mid|mark|quote|open interest|volume|print|option chain|chain|last traded price)s?(?: (?:/|and|to|x) ask)?"
_WAYS = r"(?:bull|bear|bullish|bearish|up|down|higher|lower|green|red|long|short)"
_GOES = r"close|closes|finish|finishes|end|ends|bottom|top|bottomed|topped|break|breaks|hit|hits|see|go|goes"
_DO = (
    r"(?:buy|sell|trade|close|hold|roll|open|put|take|hedge|enter|exit|sit|wait|leg|get|go|use|do|start|stop|keep|run|add|invest|skip|quit|"
    r"live|rely|depend|move|shift|switch|borrow|liquidate|deposit)"
)
_TURN = r"add|cut|puke|dump|keep|stay|trim|scale|let|get|bail|double|hold|close|roll|sell|buy|take|exit|enter|wait|leave|ride|flatten|reduce|quit"
_WHO = (
    r"me|us|him|her|them|my \w+|our \w+|(?:a |an )?(?:retiree|beginner|newbie|novice)s?|someone (?:with|like|who|in|of|at|retired).*|people like .*"
)
# What one is told by a figure, and not by an adviser: "what credit should I be seeing", "which return should I demand".
_TOLD = (
    r"(?:really |reasonably |then |now )?(?:expect|think|see|get|be (?:seeing|getting|looking at|prepared|ready)|prepare|brace|ask of|demand|"
    r"require|receive|collect|earn|read|know)"
)
_AT_BROKER = r"(?:account|ibkr|tws|tos|schwab|fidelity|tasty\w*|robinhood|broker\w*)"
ORDER = (
    rf"(?<=^ )(?:(?:please|can you|could you|go ahead and) )*(?:buy|sell|place|submit|enter|send|close|open|execute|route) "
    rf"(?:.* )?(?:gtc|good till cancel\w*|at market|at the market|(?:market|limit|stop|day) order|"
    rf"in (?:my|our) (?:\w+ )?{_AT_BROKER}(?! (?:size|of [ND]\d|at risk)))(?: .*)?|"
    rf"(?:place|submit|send|transmit) (?:an? |the |this |my )?orders?(?: .*)?"
)
_ADVICE = "|".join(
    (
        ORDER,
        r"(?:what|which) (?:\w+ ){1,3}(?:do|would|should|can) you (?:recommend|suggest|advise)(?: .*)?",
        r"(?:which|what) (?:\w+ ){0,3}(?:fits?|suits?|is (?:right|suitable|good)(?: for)?) (?:\w+ ){0,3}"
        r"(?:person|me|myself|beginner|investor|someone|us|people)"
        r"(?: .*)?",
        r"(?:pick|choose) (?:one|it|some|a few|[N]\d+) for (?:me|us)(?: .*)?",
        r"am i too \w+ (?:.* )?to .*",
        r"(?:give|name|tell|find|show|pick) (?:me |us )?(?:[N]\d+|some|an?|the|your) (?:\w+ ){0,2}"
        r"(?:tickers?|stocks?|picks?|shares)(?! price)(?: .*)?",
        rf"should (?:i|my|a beginner|someone)(?! {_TOLD})",
        r"(?:ought (?:i|we)|had i better|do you think i should|if you were me)(?: .*)?",
        r"(?:, |; |\. |\? )should we|when should (?:i|we)",
        rf"(?:(?<=^ )|(?<=[,;.?!] )|(?<= so )|(?<=and )|(?<=but ))should (?:we|he|she|they|my \w+) (?:just |really |maybe |even )?{_DO}",
        rf"(?:right|safe|suitable|good|ok|okay|fine|sensible|smart|wise|appropriate|reasonable|best) (?:\w+ ){{0,3}}for (?:{_WHO})",
        rf"(?:is it|is this|is now|would it be|am i|are we) (?:\w+ ){{0,2}}(?:ok|okay|safe|sensible|smart|wise|prudent|crazy|reckless|better) "
        r"(?:time |moment |day |idea |place )?"
        rf"(?:(?:for (?:{_WHO}) )?to {_DO}|for (?:{_WHO}))",
        rf"(?:retire|retires|retired|retiring) (?:.* )?(?:{_WHO}|should)(?: .*)?",
        r"(?:would|do|can|could) you (?:recommend|suggest|advise)",
        r"(?:what|which|how much) (?:do|would|should) (?:you|i|we)(?: guys)? (?:recommend|suggest|buy|sell|trade|pick|choose|put|hold|do)",
        r"(?:what|which) \w+(?: \w+)? (?:do|would|should|will) you (?:\w+ )?(?:buy|sell|trade|pick|choose|use|take|run|go with|put)",
        r"(?:you|your|please|any) (?:\w+ )?recommend\w*",
        r"(?:is|was) (?:it|this|that|now|today) (?:a )?(?:good|bad|right|safe|smart|wise|best)(?: idea| time| moment)?(?: .*)? to",
        r"(?:a )?(?:good|bad|smart|safe) (?:idea|time|moment|bet|strategy|trade)(?: (?:to|for me|right now|now|today))|good time to",
        r"(?:recommend|suggest|advise) (?:me|us|a|an|some|any|which|what)(?: .*)?",
        r"give me (?:a|the|your|some|an?other) (?:(?:hot|good|great|nice|stock|trading|winning|sure|safe|juicy) )*(?:trade|setup|signal|pick|tip)s?",
        r"(?:buy|sell|trade|(?<!strikes )(?<!would )(?<!will )get) me (?![ND]\d|.*\bprice\b|.* (?:delta|dte|days?|wide|strikes?)|.*[NPD]\d+ [/-]).*",
        r"(?:place|enter|execute|submit|send|open) (?:this|the|a|an|my|that|some) (?:[N]\d+ lot |\w+ )?(?:trade|order|position)s?.*",
        rf"too (?:many|much|big|large|risky|aggressive|small|greedy) for (?:{_WHO})",
        r"is it worth (?:open|sell|trad|buy|hold|roll|clos|add|enter|putt|tak|start|wait)\w*ing?(?: .*)?",
        rf"(?<=^ )(?:{_TURN}) (?:\w+ ){{0,3}}?or (?:just )?(?:{_TURN}|take|cut|eat|sit)(?: \w+){{0,3}}(?= (?:\?|$))",
        r"what (?:do|should|can|would) (?:i|we) (?:start|begin|open|go) with(?: .*)?",
        r"(?:if|whether|when) (?:i|we) should(?: .*)?",
        r"(?:live (?:off|on)|make a living (?:from|off|with|on|selling|trading)) .*",
        r"(?:cancel|modify|replace|submit|amend) (?:my|the|this|that|an?|all) (?:[\w$]+ ){0,3}?(?:orders?|trades?|positions?)(?: .*)?",
        r"put (?:it |everything |(?:all )?(?:of )?(?:my|our|the) (?:money|cash) )?all in(?: .*)?",
        r"(?:log|sign|hook) (?:in|into|up)(?: .*)?|(?:go|get) (?:ahead|into my account) and (?:buy|sell|close|open|roll|place) .*",
        r"(?<!too )(?:(?:buy|sell|close|roll|open|fill) (?:it |this |that |them |these )?|work (?:it |this |that |them |these ))"
        r"(?:for me|in my account|on my behalf)(?: .*)?",
        r"(?:how much|what (?:part|share|fraction|percent|percentage)) of (?:it|my|our|the) (?:.* )?(?:belongs?|should|goes|go|can|would)",
        r"sit (?:it|this one) out",
        r"what should (?:an?|my|our|one|someone) (?:.* )?do(?: .*)?",
        r"tell me (?:what|which|when) to (?:buy|sell|trade|do)|tell me (?:what|which) \w+ to (?:buy|sell|trade)(?!.* [NPD]\d)",
        r"best (?:trade|strikes?|condor|tier|setup|play|delta|width|dte|hedge) (?:for )?(?:today|tomorrow|now|tonight|right now|rn|me|this weeks)",
        r"(?:my|our) (?:savings|retirement|pension|nest egg|life savings|inheritance|mortgage|rent(?: money)?|paycheck|"
        r"emergency fund|college fund|student loans?|tax refund)",
        r"i am N\d+(?: years old)? (?:with|and) .*(?:[NPD]\d+|should|can i|invest\w*|sav\w+|retir\w+|trad\w+|income|money|account).*",
        rf"(?:which|what) (?:of )?(?:\w+ ){{0,4}}(?:i|we) should (?!{_TOLD})\w+",
        rf"do i (?:{_TURN}) (?:\w+ ){{0,5}}or (?:just |should i |do i )*(?:{_TURN})",
        r"(?<!where )(?<!how )(?<!often )(?:do|shall|must) (?:i|we) (?:just |now )?(?:hold|close|roll|sell|buy|take|exit|enter|wait|double|"
        r"halve|quit|average|add|go big)",
        r"(?:good|bad|smart|wise|safe|dumb|crazy) (?:idea|move|plan) \?",
        r"what now|now what|what (?:do|can|would) (?:i|we) do(?: (?:now|next|here|about it))?(?= [?.!]|$)|what are (?:my|our) (?:options|choices)",
        r"(?:i|we) should (?:\w+ ){1,3}.*what (?:do|would) you .*",
        r"(?:pick|choose|find|select) (?:me )?(?:an?|the|some|my|one) (?:\w+ )?(?:strikes?|trade|tier|delta|condor|setup)(?: .*)? for me",
        r"(?:worth|suitable|right|appropriate|safe|better|best) for me",
        r"(?:is|are) (?:\w+ ){1,3}a (?:buy|sell|hold|strong buy)(?: (?:here|now|at this price|at these levels|today|right now))*(?= (?:[?.!] )?$)",
        rf"would you (?:just |rather |ever |still |personally )?(?:{_TURN}|enter|short|fade|go long|go short|put|hit|lift|accept|pass|skip|sit|"
        rf"trade|open|lock)",
        r"(?:you|u) (?:pick|choose|decide)(?: (?:it|one|for me))?",
        r"(?:just )?tell me (?:which|what) (?:\w+ ){1,3}to (?:open|enter|put on|place|do)(?!.* [NPD]\d)",
        r"can i (?:quit|retire|afford|trust)|can (?:i|we) (?:put|invest|throw|place) (?:my|our) .*",
        r"(?:pick|choose) me (?:\w+ ){0,2}(?:strikes?|trade|condor|tier|delta|stock)s?(?!.* (?:delta|dte|wide))(?: .*)?",
        r"(?:close|hold|roll|sell|buy|keep|exit|stay|take profits?|deposit|liquidate|add) or "
        r"(?:liquidate|deposit|close|hold|roll|sell|wait|bail|stay|exit|leave it|let it run|"
        r"fold)(?= (?:[?.!]|$))",
        rf"(?:which|what) (?:one |tier |strikes? |condor |trade |tiers |delta |width |\w+ )?(?:are|is) (?:most "
        rf"of )?{_YOU} .*(?:trading|running|using|selling|holding|putting)",
    )
)
_MARKET = "|".join(
    (
        r"how (?:much|many) (?:volume|open interest|contracts|condor|calls?|puts?|options?|spreads?) "
        r"(?:went|traded|trade|changed hands|(?:was|were) (?:traded|sold|bought|done)|"
        r"did .*(?:sell|buy|trade|do|move))(?: .*)?",
        rf"will {_MARKETS} (?:\w+ )*{_SOON}(?: [,?.])* {_WAYS} or {_WAYS}(?: .*)?",
        r"your (?:own |best )?(?:points? )?(?:estimate|guess|prediction|call|target)(?= (?:[?.!]|$|for|of))(?: .*)?",
        rf"(?:is|are|was|were|did|has|have) {_MARKETS} (?:.* )?(?:{_NOW})",
        rf"(?:what|how) (?:did|has|is|was|are|were|have) {_MARKETS} (?:just )?(?:do|done|doing|react|reacting|look|looking|behave|behaving|holding)"
        rf"(?: .*)?",
        rf"{_ASKED_OF}{_QUOTES} (?:.* )?(?:[ND]\d+|spx|vix|es|spy|qqq|{MONTH}|{_NOW})(?: .*)?",
        rf"(?:(?<=^ )|(?<=, )){_MARKETS} (?:price|level|quote|last|close)(?= (?:\?|$))",
        r"(?:did|have|has|are) we (?:close|closed|closing|open|opened|opening|end|ended|finish|finished|rally|rallied|sold off)(?: .*)?",
        r"(?:do|did) (?:you|u) (?:see|expect|foresee|anticipate) .*(?:crash|rally|correction|recession|pullback|drop|spike|selloff|move)(?: .*)?",
        r"(?:next|this) (?:weeks|months) (?:\w+ )?(?:range|high|low|move)(?= (?:for|of|in|on|\?|$)).*",
        r"(?:years? end|price|vix|spx|index) target(?: .*)?",
        r"(?:what|where) (?:is|are) (?!.*[ND]\d).*(?:trading at|trading|quoted(?: at)?|going for)(?= (?:\?|$))",
        rf"(?:current|latest|live) (?:.* )?(?:vol|iv|implied) (?:of|for|on|in) {_MARKETS}(?= (?:\?|$))",
        r"(?:is|are) todays? (?!.*[NPD]\d).*",
        r"will (?:my|this|the|these) (?:\w+ )?(?:condor|ic|spreads?|trade|position|calls?|puts?|shorts?) (?:expiring|expire|survive|make it|recover|"
        r"be (?:ok|okay|fine|safe|tested|breached|hit)|get (?:hit|breached|tested|blown))(?: .*)?",
        r"last (?:traded|trade|sale|print|tick)(?: price)? (?:of|for|on|in) .*",
        rf"(?:closing|opening|settlement|current|latest|live) (?:level|price|value|print|quote)s? (?:of|for|on) {_MARKETS}(?: .*)?",
        rf"(?<=^ )(?!why|explain|how (?:does|do) |what (?:does|do) )(?!.*[NPD]\d)(?:.* )?(?:{_MARKETS}|contango|backwardation|curve|spreads?) "
        r"(?:.* )?(?:right now|at the moment|live|this minute|these days)(?: .*)?",
        r"(?:what|which|give|tell|predict|guess|show|know|need) (?:.* )?(?:tomorrow|today|todays|tonight|yesterday|yesterdays|fridays?|mondays?) "
        r"(?:\w+ ){0,2}?(?:highs?|lows?|close|open|range|settle\w*|level|print)(?! (?:(?:of|was|is|at|:|=) )*[NPD]\d)(?: .*)?",
        r"(?:check|look up|find|what is|get|know) .*(?:open interest|bid|ask|volume)(?= (?:[.?!]|$))",
        rf"(?:does|do|can|could|might) {_MARKETS} (?:{RISES}|{FALLS}|{_GOES}) (?:.* )?{_SOON}(?: .*)?",
        rf"{_MARKETS} to [NPD]\d+ (?:in|by|before) (?:{MONTH}|years? end|christmas|summer|the (?:fall|summer|end).*)(?: .*)?",
        rf"where (?:is|are) {_MARKETS} (?:\w+ ){{0,2}}(?:{_NOW})",
        r"(?:text|email|e mail|ping|alert|notify|remind|message|tell|warn) me (?:when|if|once|as soon as) .*|remind me (?:to|at|on|in|by) .*",
        r"set (?:up )?(?:me )?an? (?:alert|alarm|reminder).*",
        rf"(?:think|reckon|believe|guess|expect|bet|feel|convinced|sure|(?:gut|hunch) (?:says|is)) (?:that )?(?:{_MARKETS}|we|they|it|this) "
        rf"(?:(?:will|are going to|is going to|are|is|can|keeps?) )?(?:{RISES}|{FALLS}|{_GOES})(?: .*)?",
        rf"(?:will|do|are|could|can) (?:we|they) (?:going to |gonna |about to |likely to )?(?:reach|touch|get to|test|{_GOES})(?: .*)?",
        rf"{_WAYS} or {_WAYS} (?:.* )?{_SOON}(?: .*)?",
        r"how (?:likely|probable) (?:do you \w+ |is it (?:that )?)?(?:.* )?"
        r"(?:crash|correction|rally|recession|bear market|bull market|selloff|meltdown|black swan)(?!.* [NPD]\d)(?: .*)?",
        rf"(?:what|where|how high|how low|how) (?:is|are) (?:the )?(?:current )?(?:vix|spx|index|market|s|es|"
        rf"vol|term structure|price of .*|level of .*|futures?|rate)(?: index| curve| level| price| trading| at|"
        rf" sitting| quote| quoted)* ?(?:{_NOW})(?: .*)?",
        r"(?:what|where) (?:is|are) (?:the )?(?:vix|spx|index|market|futures?) (?:trading|at|closing|opening|now|today)",
        r"(?:latest|current|live|real time|todays?|last) (?:\w+ )?(?:value|price|level|quote|close|reading|print|state) (?:of|for|in) (?:the )?"
        r"(?:vix|spx|index|market|es|s)(?! .*[NPD]\d)",
        r"(?:latest|current|live|real time|todays?) (?:(?:vix|spx)(?! (?:~)?[NPD]\d)|quote|quotes|price|prices|level|levels|"
        r"market (?:data|prices?|levels?|quotes?)|data|chain|option chain|news)",
        r"where (?:is|did|will|does) (?:the )?(?:spx|vix|market|index) (?:close|closed|open|trade|headed|going|go|end|finish)",
        r"(?:will|is|are) (?:the )?(?:spx|vix|market|index|s|stocks|vol|es) (?:going to |gonna |likely to |be "
        r"|rise|fall|go|drop|crash|close|spike|rally|end|hit|reach|stay).*",
        r"(?:which|what) (?:way|direction) (?:the )?(?:spx|vix|market|index|es|stocks?|vol) (?:goes|will|is|moves|heads|breaks|turns)(?: .*)?",
        r"(?:which|what) (?:way|direction) (?:does|do|will|would|is|are|might) (?:the )?(?:spx|vix|market|index|es|stocks?|vol|it) "
        r"(?:going|go|goes|break|move|head|headed|trade|turn|swing|react|run)(?!.* (?:when|if|as) .*)(?: .*)?",
        r"what (?:will|is) (?:the )?(?:spx|vix|market|index|s|stocks) (?:going to )?(?:do|be|look like)(?: .*)?",
        r"(?<!from a )(?<!from the )(?<!from )(?<!than a )(?<!not a )(?<!my )(?<!our )(?<!my own )(?<!my vol )(?<!i )(?<!we )"
        r"forecast(?! (?:(?:of|is|realized|realised|vol|for|iv|at) )*[NPD]\d)(?: .*)?|(?:predict|prediction|outlook for)(?: .*)?",
        rf"(?:is|are) (?:the )?(?:vix|spx|vol|market|index|iv|implied vol|premium) (?:\w+ )?"
        rf"(?:high|low|elevated|cheap|rich|expensive|up|down|red|green) (?:{_NOW})",
        rf"what (?:is|are) (?:the )?.* (?:yield|yielding|paying|doing|priced|quoted) (?:at )?(?:{_NOW})",
        r"(?:will|are) we (?:going to |gonna |about to )?(?:crash|rally|drop|fall|bounce|tank|sell off|recover|see an? \w+)(?: .*)?",
        rf"(?:what|where) is the (?:bid|ask|offer|mid|quote|market) (?:\w+ )*?(?:{_NOW})",
        r"where do you (?:see|think) .*(?:spx|vix|market|index)(?: .*)?",
        r"how did (?:the )?(?:spx|vix|market|index) .*",
        rf"(?:are|is|do|what|which|how) .*{_YOU} .*(?:running|using|trading|seeing|plugging|putting|targeting|selling|holding) .*(?:{_NOW})(?: .*)?",
        rf"(?:{_NOW}) .*(?:are|is|do) {_YOU} .*",
        rf"(?:which|what|are|is) .*(?:showing|actually using) .*(?:{_NOW}).*",
        r"(?:in|like) (?:the )?N\d+ - N\d+ (?:range|zone) like now",
    )
)
_CLAIM = "|".join(
    (
        r"(?<=^ )(?:so )?true that .*|(?:agree|agreed|end of story|no exceptions?|period)(?= (?:[?.!]|$))|"
        r"in every way(?: .*)?",
        r"according to (?:my|a|an|the|some|our|his|her) (?!\w* ?(?:model|formula|method|rule|broker))\w+(?: .*)?|(?:your|the) verdict",
        r"(?:heard|saw|read) (?:that|this|it) (?:on|from|in) .*",
        r"(?:is|are|does|do|will|has) (?:a|an|the|any|my|it) (?:.* )?(?:always|never|every time|by definition)(?: .*)?",
        r"the same as (?:saying|claiming)(?: .*)?",
        r"(?:right|true|correct|fact) (?:or|and) (?:wrong|false|incorrect|fiction|myth)",
        r"(?<=[.,;] )(?:true|legit|correct)(?= (?:\?|$))",
        r"(?:is|was) (?:it|that|this) (?:really |actually )?(?:true|accurate|correct|right|a fact|realistic|legit)(?: .*)?",
        r"(?<!what )(?:does|do|did|is|are|can|will|has|have|could) .*(?:really|actually|truly|genuinely|in fact) .*",
        r"(?:really|actually) (?:works?|true|widens?|costs?|cuts?|only|recovers?|saves?|reduces?|improves?|offsets?|wins?)(?: .*)?",
        r"(?:they|some|one|the|a|an|your|this|their|my|our) (?:page|site|article|blog|book|post|author|guru|people|"
        r"website|newsletter|ad|video|course|piece)s? (?:says?|claims?|asserts?|states?|argues?|promises?|"
        r"suggests?|advertises?)(?: .*)?",
        r"(?:brochure|newsletter|website|ad|advert|flyer|youtuber|guru|salesman|webinar|podcast|tweet|seller)s? (?:\w+ ){0,4}(?:says?|said|"
        r"claims?|promises?)(?: .*)?",
        r"(?:does|do|would|will) (?:that|this|it) (?:really |actually )?(?:hold up|add up|check out|make sense|stand up)(?: .*)?",
        r"(?:claims?|claimed|supposedly|allegedly|it is said|i (?:read|heard|saw)|they (?:say|claim)|(?:is|are) said) (?:that |to )?.*",
        r"(?:does|do|is|are|can|will) .* (?:guarantee|guarantees|guaranteed|ensure|ensures|prove|proves)(?: .*)?",
        r"who (?:says?|said|claims?|told (?:you|me|him|her|them)) .*",
        r"debunk(?: .*)?|myth|hype|marketing fluff|just marketing",
        r"(?:can|may|should|could) (?:one|i|we|you|anyone) (?:really )?(?:believe|trust|buy) (?:this|that|it|them)(?: .*)?|"
        r"do you (?:believe|buy) (?:this|that|it)",
        r"(?:is there |where is |see |spot )?(?:a|an|any|the) (?:mistake|flaw|error|catch|fallacy|hole) (?:in|with|about) (?:this|"
        r"that|the|my|their|his|her) .*",
        r"(?:they|he|she|people|someone|somebody|everyone) (?:writes?|wrote|says?|said|claims?|tells?|told|insists?|swears?) .*",
        r"(?:a|an|my|some|this|that|one|the) \w+(?: \w+)? (?:said|told me|swears|insists|tells me|keeps saying)(?: .*)?",
    )
)
_COMPARE = "|".join(
    (
        r"(?:vs|versus|compared (?:to|with)|compare|compares|comparing|comparison|contrast)",
        r"diff(?:erences?)? (?:between|in)(?: .*)?",
        r"differs? from|different (?:from|than)",
        r"(?:better|worse|safer|riskier|cheaper|stronger) (?:than|to)|which is (?:better|worse|safer|cheaper)|rather than|instead of .*\?",
        r"how (?:does|do) .* (?:compare|stack up|differ)(?: .*)?",
        r"(?:same as(?! (?:saying|claiming))|similar to|basically the same)(?: .*)?",
        r"trade offs?|trading off|pros and cons",
    )
)
_EXPLAIN = (
    r" (?:so |and |but |ok |okay |hi |hey |please |now |wait |hm |then |, |well |again )*(?:(?:can|could|"
    r"would) (?:you|someone|anyone|u) (?:please )?)?(?:"
    r"what (?:is|are|was|were)(?! (?:my|the (?:credit|price|premium|max|maximum|breakeven|margin|"
    r"probability|pop|delta|theta|vega|gamma|value|cost|fair|expected|implied|payoff|odds|greeks|break)))|"
    r"what (?:does|do|did) (?:.* )?(?:mean|means|stand for|refer to|consist of|do|say|prescribe)|"
    r"how (?:many|much) .* (?:does|do) (?:the|a|your) (?:method|methodology|strategy|system|hedge|engine|approach)(?: .*)? "
    r"(?:use|hold|need|buy|recommend)|"
    r"what (?:risks?|advantages?|benefits?|drawbacks?|problems?|dangers?|effects?) (?:does|do|are|is|has|have)|"
    r"what (?:happens|happened|makes|drives|causes|about the idea)|how (?:does|do|is|are|did|can|could|exactly|"
    r"would|to|come)|why|explain|define|definition|describe|tell me about|meaning of|"
    r"who|when|where (?:does|do|did)|difference|teach|walk me through|in which|under what|whats? the "
    r"(?:idea|point|mechanics|logic|difference|meaning)|"
    r"what is the (?:idea|point|mechanics|logic|difference|meaning|purpose|role|formula)"
    r") "
)
_EXPLAIN_ANYWHERE = (
    r"what .*means?(?: (?:when|by) .*)?|means? what(?: .*)?|for what reason|"
    r"where (?:do|does|did) (?:(?:these|those|the|that|its|[N]\d+) )+(?:\w+ )*come from|"
    r"[.;:] what (?:is|are) (?:a |an |the )?\w+(?: \w+)? (?:and|,) (?:who|why|how|what) .*|"
    r"what (?:did|do|does) (?:\w+ ){1,3}do to (?:him|her|them|me|us|you)(?: .*)?|"
    r"in (?:plain|simple) (?:english|words|terms)(?: ,)? what (?:happens|is|are|does|do) .*"
)
WORK_WORDS = (
    r"price|value|compute|calculate|calc|work out|show me|chart|plot|draw|graph|stress|size|solve|cost me|"
    r"run|quote me|how much|how many|max loss|breakeven|"
    r"payoff|greeks|what size|regime|premium|pnl|credit|cost|need|contracts \?"
)


def intent_of(reading: Reading) -> Intent:
    """The intent of the wording. "work" is a request for figures, or nothing in particular."""
    mechanism = reading.said_at_all(r"how (?:exactly )?(?:does|do|is|are) .*(?:work|works|function|behave|differ)(?: .*)?")
    asked_how = reading.said_at_all(
        r"(?:how|why) (?:exactly |actually )?(?:does|do|is|are|can|could|did|would|should i (?:think|read)) (?!you recommend).*"
    )
    if reading.said_at_all(_ADVICE) and not mechanism:
        return "advice"
    if reading.said_at_all(_MARKET) and not mechanism:
        return "market"
    if reading.said.startswith(" why ") or (mechanism and not reading.said_at_all(r"compar\w+|differ\w*")):
        return "explain"
    if reading.said_at_all(_COMPARE) and not reading.said_at_all(r"(?:right|true) or (?:wrong|false)|agree(?= (?:\?|$))"):
        return "compare"
    if asked_how and not reading.said_at_all(r"(?:is it|does it|do they|does this|does that) (?:really |actually |truly )+.*[NPD]\d+.*"):
        return "explain"
    if not reading.numbers and reading.said_at_all(r"what (?:is|are|was) (?:that|this|it|those|these)(?= (?:[?.!]|$))"):
        return "explain"
    if reading.said_at_all(_EXPLAIN_ANYWHERE):
        return "explain"
    if reading.said_at_all(_CLAIM):
        return "claim"
    if asks_words(reading):
        return "explain"
    return "work"


def is_talk(reading: Reading) -> bool:
    """Whether the question is put to people ("anyone", "how do you guys", "what is your rule"): it prices nothing unless all is given."""
    return reading.said_at_all(
        r"anyone|anybody|someone|everyone|folks|guys|people|you guys|how (?:do|does|did|are|is|has|have|can|"
        r"could) (?!(?:it|this|that|i) ).*|why|what (?:is|are) your|do you|are you|would you|"
        r"(?<!what )(?<!much )(?<!credit )(?<!premium )does it|how "
        r"sensitive|realistic|"
        r"(?:does|do|is|are|will|did) .* (?:still|mean|allow|make sense|help|protect|improve|too \w+|rigid)(?: .*)?|"
        r"(?<!what )(?<!that )(?:does|do|is|are|will|did) .* worth(?: .*)?|"
        r"should (?:we|one|you|traders?) .*|still (?:run|use|hold|keep|open|trade|sell|put) .*|"
        r"how much (?:does|do|did) .*(?:affect|matter|mess|influence|change|mean|impact)(?: .*)?|(?:in "
        r"practice|in theory|in plain words)|thoughts|curious|what .* (?:exist|matters?|equivalents?)(?: .*)?"
    )


def judges(reading: Reading) -> bool:
    """Whether the question asks for a judgement, "is a 90 % win rate good?", or for a rule, "do I need 25k?"."""
    return reading.said_at_all(
        r"(?:is|are|was|were) .*(?:good|bad|normal|typical|usual|realistic|enough|high|low|reasonable|ok|okay|safe|"
        r"suspicious|risky|weird|odd|a lot|too \w+)|"
        r"(?:do|does|must|will|would) (?:i|you|we|one) (?:really |actually )?(?:need|have) .*"
    )


def asks_words(reading: Reading) -> bool:
    """Whether the question begins as a question for words does: what is, why, how does, explain."""
    return re.match(_EXPLAIN, reading.said) is not None


def in_general(reading: Reading) -> bool:
    """Whether the question is about any such trade, "the breakeven of a condor", and not about one on the table."""
    return reading.said_at_all(r"what (?:is|are) (?:the )?.* (?:of|in|for|on) an? .*|generally(?: speaking)?|in general|as a rule")


def wants_figures(reading: Reading) -> bool:
    """Whether the wording asks for a computation."""
    return reading.said_at_all(WORK_WORDS)


def asks_for_a_level(reading: Reading) -> bool:
    """Whether what one must do is asked for as a figure: "how far from the index must I sell", "at which strikes should I"."""
    return reading.said_at_all(
        r"(?:how (?:far|wide|close|high|low)|(?:at|on) (?:what|which) \w+|where|what (?:credit|strikes?|premium|price)) .*"
        r"(?:must|should|shall|do|can|would|have|need) (?:i|we|one|to) .*|"
        r"what (?:would|do|could|can|should) (?:you|i|we|one) (?:get|pay|receive|collect|take in|expect|charge|ask|bid) .*"
    )
