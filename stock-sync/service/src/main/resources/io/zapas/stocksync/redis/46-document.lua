-- What is shown of a SKU: the document the relay publishes and the API answers.
local documents = { heard = {} }

local VICTIMS_MAX = 20
-- Where channels differ in priority, so many of the youngest open orders are ranked.
local RANKED_MAX = 200

-- Orders the shortfall of a SKU hits: those of the channel with the lowest priority first, then the youngest.
local function short_orders(S)
  local rest = available.shortfall(S)
  local ranked = cfg.priorities ~= nil
  for _, rule in pairs(S.rules.channels or {}) do ranked = ranked or rule.priority ~= nil end
  local victims = {}
  for i, id in ipairs(call('ZREVRANGE', work.key('oo', S.name), 0, (ranked and RANKED_MAX or VICTIMS_MAX) - 1)) do
    local sale = sales.load(id)
    if sale then victims[#victims + 1] = { sale = sale, i = i, p = ranked and available.priority(S, sale.ch) or 0 } end
  end
  table.sort(victims, function(a, b)
    if a.p ~= b.p then return a.p < b.p end
    return a.i < b.i
  end)
  local list = {}
  for _, victim in ipairs(victims) do
    if rest <= 0 or #list >= VICTIMS_MAX then break end
    local units = 0
    for name, effect in pairs(victim.sale.fx) do
      if string.sub(name, 1, #S.name + 1) == S.name .. SEP and name ~= S.name .. SEP .. INCOMING then units = units + effect.r end
    end
    if units > 0 then list[#list + 1] = victim.sale.oid end
    rest = rest - units
  end
  return list
end

-- visit(source) of each level the SKU is known by; a source may come more than once.
function documents.sources(S, visit)
  for _, L in pairs(S.locs) do
    for source in pairs(L.w) do visit(source) end
    for _, lot in pairs(L.lots or {}) do
      for source in pairs(lot.w) do visit(source) end
    end
  end
end

-- A source was heard in this call.
function documents.note_heard(source)
  documents.heard[source] = work.now
end

-- When each source of the SKU's levels was last heard.
local function heard(S)
  local sources, known = {}, documents.heard
  documents.sources(S, function(source)
    if not known[source] then known[source] = tonumber(call('HGET', work.key('src'), source) or 0) end
    sources[source] = known[source]
  end)
  return sources
end

-- All that is shown of a SKU. Of a kit version, time and sources are those of its components too.
function documents.of(S)
  local version, as, sources = S.v, S.as, heard(S)
  local function add(K, depth)
    if depth >= KIT_DEPTH_MAX or not stock.is_kit(K) then return end
    for _, part in ipairs(K.rules.kit) do
      local C = stock.load(part.sku)
      version, as = version + C.v, math.max(as, C.as)
      for source, at in pairs(heard(C)) do sources[source] = at end
      add(C, depth + 1)
    end
  end
  add(S, 0)
  local shown = available.shown(S)
  shown.sku, shown.version, shown.asOf, shown.product, shown.incoming, shown.heard = S.name, version, as, S.pj, S.inc, sources
  shown.shortOrders = shown.shortfall > 0 and short_orders(S) or {}
  shown.preorder = preorder.shown(S)
  return shown
end
