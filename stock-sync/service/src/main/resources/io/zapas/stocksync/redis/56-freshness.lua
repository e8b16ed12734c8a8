-- What the silence of sources keeps back.
local freshness = {}

-- Of the silent sources, the one that keeps back most decides.
function freshness.kept_back(S)
  local most
  documents.sources(S, function(source)
    local units = input.silent[source]
    if units and units > 0 and (not most or units > most) then most = units end
  end)
  return most
end
