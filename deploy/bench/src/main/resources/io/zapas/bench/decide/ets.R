# Answers one question a line: "probability reviewDays leadMean leadSd y1 y2 ..." -> the demand of lead time and review period that is not exceeded with that
# probability, by forecast::ets (automatic choice, weekly season) and 300 bootstrapped sample paths, each with a lead time of its own (lognormal).
suppressMessages(library(forecast))
set.seed(42)
input <- file("stdin")
open(input)
while (length(line <- readLines(input, n = 1)) > 0) {
  v <- as.numeric(strsplit(line, " ")[[1]])
  y <- v[-(1:4)]
  answer <- tryCatch({
    fit <- ets(ts(y, frequency = 7))
    s <- sqrt(log1p((v[4] / v[3])^2))
    lead <- pmax(1, round(v[3] * exp(s * rnorm(300) - s * s / 2)))
    horizon <- max(lead) + v[2]
    sums <- vapply(seq_along(lead), function(i) {
      path <- pmax(0, simulate(fit, nsim = horizon, bootstrap = TRUE))
      sum(path[seq_len(lead[i] + v[2])])
    }, 0)
    as.numeric(quantile(sums, v[1]))
  }, error = function(e) mean(y) * (v[3] + v[2]))
  cat(sprintf("%.3f\n", answer))
  flush(stdout())
}
