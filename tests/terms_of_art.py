"""Words that a reader of the pages must be able to look up wherever one of them is used."""

from __future__ import annotations

# Names and marks that need no entry: authorities, products, and clock times.
ORGANISATIONS = frozenset(("AM", "PM", "CST", "CDT", "AI", "FINRA", "SEC", "IRS", "OCC", "CF", "TradingView", "CNDR", "SVI"))

TERMS_OF_ART = tuple(
    term.strip()
    for term in """
    ALVH; 4/4/2; layered hedge; VIX call; VIX future; VIX option; VVIX; VIX9D; VIX3M; term structure; contango; backwardation; roll yield;
    Second Engine; Private Leverage Layer; credit tier; net credit; wing width; maximum loss; max loss; break-even; breakeven; chance of profit;
    probability of profit; probability of touch; standard deviation; EDR; HV20; historical volatility; regime multiplier; RSAi; skew; smile; delta;
    gamma; theta; vega; rho; vanna; charm; volga; time value; extrinsic value; intrinsic value; implied volatility; realized volatility;
    variance risk premium; volatility crush; Theta Time Shift; Temporal Theta Martingale; Time-Shifting; Temporal Theta; Cash Press;
    Steward v Promoter; False Binary; Unlimited Cash System; Iron Condor Command; VIX Risk Scaling; 5DMA; Premium Gauge; Contango Indicator; PDT;
    DTE; 0DTE; 1DTE;
    set and forget; stop loss; Kelly; martingale; risk of ruin; drawdown; expected shortfall; value at risk; VaR; conversion; reversal; box spread;
    put-call parity; European option; American option; pin risk; SOQ; SPX; SPXW; SPY; RUT; Section 1256; fence; collar; Christmas tree;
    broken-wing butterfly; butterfly; calendar spread; ratio spread; strangle; straddle; vertical spread; credit spread; iron butterfly; FOMC; CPI;
    PPI; GDP; RSI; MACD; A/D Line; VWAP; CAPM; beta; WACC; IRR; MIRR; NPV; DDM; Gordon model; DCF; ERP; equity risk premium; P/E; P/CF; quick ratio;
    current ratio; ROE; return on equity; ROA; return on assets; market capitalization; REIT; DRIP; wheel; covered call; interest rate differential;
    swap points; forward points; cross-currency basis; REER; basis point; AMM; impermanent loss; liquidity provider; liquidity pool; TVL; MEV; HFT;
    order book; order flow; slippage; bid-ask spread; market maker; DAO; multi-sig; timelock; bridge; wrapped token; NFT; soulbound token; ICO; IDO;
    IPO; margin call; collateral; downline entropy; exercise; early assignment; at the money; out of the money; in the money; strike; expiration;
    underlying; notional; risk-free rate; dividend yield; forward price; cost of carry; basis risk; correlation; R-squared; variance swap; fat tail;
    kurtosis; tail risk; normal distribution; lognormal; expected value; win rate; back-test; mean reversion; arbitrage; no-arbitrage; synthetic;
    defined risk; margin; portfolio margin; buying power; hedge; overlay; leverage; convexity; moving average; exponential moving average;
    overnight gap; gap risk; profit target; roll; legging; position sizing; return on risk; multiplier; settlement; ETF; exchange-traded note;
    smart contract; decentralized exchange; decentralized finance
    """.replace("\n", " ").split(";")
)
