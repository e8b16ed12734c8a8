# What GoldenTest compares the engine with, computed by another language from the papers' formulas and by R's own functions.
#
#   Rscript golden.R > golden.csv
#
# Made with R 4.2.2 and its package forecast 8.20. Rows: case,what,values... (17 digits, so that nothing is lost on the way).
suppressPackageStartupMessages(library(forecast))
say <- function(case, what, values)
  cat(case, what, paste(formatC(values, digits = 17, format = "g", width = 1), collapse = " "), sep = ",", fill = FALSE, labels = NULL)
row <- function(case, what, values) { say(case, what, values); cat("\n") }

set.seed(20261126)
series <- list(
  smooth = rpois(90, 12),
  trend = round(20 + 0.4 * (1:80) + 3 * sin(1:80)),
  intermittent = ifelse(runif(120) < 0.25, 1 + rpois(120, 2), 0),
  dying = c(ifelse(runif(70) < 0.5, 1 + rpois(70, 1), 0), rep(0, 40)))
alpha <- 0.1
for (case in names(series)) {
  y <- series[[case]]
  n <- length(y)
  row(case, "units", y)
  # Simple exponential smoothing by stats::HoltWinters, starting with the first value.
  ses <- HoltWinters(ts(y), alpha = alpha, beta = FALSE, gamma = FALSE, l.start = y[1])
  level <- unname(ses$coefficients["a"])
  row(case, "ses", level)
  row(case, "ses.deviation", sqrt(ses$SSE / (n - 1)))
  # Theta: SES with half the slope of the least squares line as drift (Hyndman and Billah 2003), the first 5 steps.
  slope <- unname(coef(lm(y ~ seq_along(y)))[2]) / 2
  row(case, "theta", level + slope * (0:4 + (1 - (1 - alpha)^n) / alpha))
  # Croston by package forecast, and its correction by Syntetos and Boylan 2005.
  size.over.interval <- as.numeric(croston(ts(y), h = 1, alpha = alpha)$mean)
  row(case, "croston", size.over.interval)
  row(case, "sba", (1 - alpha / 2) * size.over.interval)
  # Teunter, Syntetos and Babai 2011: probability and size smoothed each for itself, from the first sale on.
  first <- which(y > 0)[1]
  occurs <- as.numeric(y[first:n] > 0)
  sizes <- y[y > 0]
  probability <- HoltWinters(ts(c(1 / first, occurs[-1])), alpha = 0.05, beta = FALSE, gamma = FALSE, l.start = 1 / first)
  size <- HoltWinters(ts(sizes), alpha = alpha, beta = FALSE, gamma = FALSE, l.start = sizes[1])
  row(case, "tsb", unname(probability$coefficients["a"] * size$coefficients["a"]))
}

# Quantiles of a sample: the inverse of its distribution function (type 1 of stats::quantile, Hyndman and Fan 1996).
sample <- round(rnorm(137, 0, 3), 3)
row("sample", "values", sample)
p <- c(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995)
row("sample", "quantiles", unname(quantile(sample, p, type = 1)))

# The engine on one monthly series that no pool stands behind: five levels that start as means, weighted by 1 / mse^3 of their forecasts of seven periods,
# with as much of the slope of the least squares line through all months so far as drift (Hyndman and Billah 2003), damped (Gardner and McKenzie 1985), as the regression of what the
# level missed on it tells (Granger and Ramanathan 1984), shrunk to none; quantiles of 3 and 6 months together from the errors over these months (research: levels of Brown 1959; errors measured directly over the horizon).
smoothed <- function(y, rate) {
  n <- length(y)
  track <- numeric(n + 1)
  now <- mean(y[seq_len(min(n, 14))])
  for (t in 1:n) {
    track[t] <- now
    now <- now + max(rate, 1 / (t + 1)) * (y[t] - now)
  }
  track[n + 1] <- now
  track
}
engine <- function(y, horizons) {
  n <- length(y)
  start <- min(14, n %/% 3)
  tracks <- sapply(c(0.02, 0.05, 0.1, 0.2, 0.3), function(rate) smoothed(y, rate))
  mse <- apply(tracks, 2, function(track) mean(sapply(start:(n - 7), function(t) sum(y[t + 1:7]) - 7 * track[t + 1])^2))
  weights <- mse^-3 / sum(mse^-3)
  level <- as.vector(tracks %*% weights)
  slope <- sapply(0:n, function(t) if (t < 14) 0 else min(1, t / 12) * coef(lm(y[1:t] ~ seq_len(t)))[[2]])
  age <- pmin(sum(weights / c(0.02, 0.05, 0.1, 0.2, 0.3)), (0:n) / 2)
  damped <- function(h) if (h == 1) 0 else sum((1 - 1 / n)^seq_len(h - 1))
  drift <- function(t, h, share) {
    move <- share * slope[t + 1] * (age[t + 1] + mean(sapply(seq_len(h), damped)))
    max(-0.5 * level[t + 1], min(level[t + 1], move))
  }
  windows <- start:(n - 7)
  missed <- sapply(windows, function(t) sum(y[t + 1:7]) - 7 * level[t + 1])
  drifts <- sapply(windows, function(t) 7 * drift(t, 7, 1))
  share <- function(of) max(0, min(1, sum(missed[of] * drifts[of]) / (7 * mean(missed^2)) / (sum(drifts[of]^2) / (7 * mean(missed^2)) + 16)))
  falling <- slope[windows + 1] < 0
  shares <- c(share(falling), share(!falling))
  ahead <- function(t, h) h * (level[t + 1] + drift(t, h, shares[if (slope[t + 1] < 0) 1 else 2]))
  now <- sapply(1:12, function(step) {
    move <- shares[if (slope[n + 1] < 0) 1 else 2] * slope[n + 1] * (age[n + 1] + damped(step))
    level[n + 1] + max(-0.5 * level[n + 1], min(level[n + 1], move))
  })
  typical <- (mean(y) + sum(y)) / (1 + n)
  spread <- 0
  result <- list(level = now[1], weights = weights, steps = now)
  for (h in horizons) {
    last <- n - h
    stride <- max(1, min(max(3, h %/% 4), (last - start) %/% 40))
    starts <- seq(last, start, by = -stride)
    errors <- sapply(starts, function(t) sum(y[t + 1:h]) - ahead(t, h))
    independent <- length(starts) * min(stride, h) / h
    prior <- sqrt(2 * (1 + 0.1 * (h - 1) * (1 + 0.1 * (2 * h - 1) / 6)))
    deviation <- (sqrt(mean(errors^2) / (h * typical)) * independent + 8 * prior) / (independent + 8)
    spread <- max(spread, deviation * sqrt(h * typical))
    z <- (qgamma(c(0.1, 0.5, 0.9, 0.95, 0.99), 4) - 4) / 2
    result[[paste0("quantiles", h)]] <- sum(now[seq_len(h)]) + spread * z
  }
  result
}
for (case in c("smooth", "trend")) {
  made <- engine(series[[case]], c(3, 6))
  for (what in names(made)) row(case, paste0("engine.", what), made[[what]])
}
