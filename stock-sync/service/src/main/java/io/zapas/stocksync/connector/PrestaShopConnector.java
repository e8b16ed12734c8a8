package io.zapas.stocksync.connector;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.zapas.stocksync.account.Account;
import io.zapas.stocksync.account.AccountException;
import io.zapas.stocksync.account.AccountHttp.Answer;
import io.zapas.stocksync.account.Call;
import io.zapas.stocksync.account.PrestaShopWay;
import io.zapas.stocksync.account.TimeLimit;
import io.zapas.stocksync.account.Words;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * PrestaShop: one {@code stock_available} a call. From version 8 on by PATCH; before, the row is read and written back whole, whereby what others change of it in between is
 * lost. The row of a product with combinations is their sum, which is the shop's to keep: its combinations are the listings.
 */
final class PrestaShopConnector extends HttpConnector {
    static final String NAME = "prestashop";

    private static final String ROW = "stock_available";
    private static final Integer[] REFUSED = {400, 404};

    private final String authorization;
    private final PrestaShopWay way;

    PrestaShopConnector(Account account, String key, PrestaShopWay way) {
        super(NAME, account, NUMBER, "PrestaShop's number of a stock_available");
        authorization = Call.basic(key, "");
        this.way = way;
    }

    @Override
    public int batch() {
        return 1;
    }

    @Override
    Future<Pushed> send(List<Wish> wishes, TimeLimit limit) {
        Wish wish = wishes.get(0);
        if (way == PrestaShopWay.PATCH) {
            return set(HttpMethod.PATCH, wish, patch(wish), limit);
        }
        return account.http()
                .send("GET stock_availables", call(HttpMethod.GET, wish), limit, REFUSED)
                .compose(answer -> {
                    if (!answer.ok()) {
                        return Future.succeededFuture(refused(answer, wish));
                    }
                    Document row = parse(answer);
                    field(answer, row, "quantity").setTextContent(Long.toString(wish.quantity()));
                    return set(HttpMethod.PUT, wish, write(row), limit);
                });
    }

    private Call call(HttpMethod method, Wish wish) {
        return Call.of(method, account.url() + "/api/stock_availables/" + wish.offerId())
                .header("Authorization", authorization);
    }

    private Future<Pushed> set(HttpMethod method, Wish wish, String body, TimeLimit limit) {
        Call call = call(method, wish).body("text/xml; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
        return account.http()
                .send(method.name() + " stock_availables", call, limit, 400, 404, 405)
                .map(answer -> read(answer, wish));
    }

    private static Pushed read(Answer answer, Wish wish) {
        if (answer.status() == 405) {
            throw answer.unusable("HTTP 405: before version 8 it needs account.prestashop.way=put");
        }
        if (!answer.ok()) {
            return refused(answer, wish);
        }
        if (answer.body().length() > 0) {
            Document row = parse(answer);
            String id = field(answer, row, "id").getTextContent().strip();
            String shown = field(answer, row, "quantity").getTextContent().strip();
            if (!id.equals(wish.offerId())) {
                throw answer.unusable("an answer about another row");
            }
            if (!shown.equals(Long.toString(wish.quantity()))) {
                return new Pushed(Map.of(wish.offerId(), Words.clean("it shows " + shown + " after it was set")));
            }
        }
        return Pushed.ALL;
    }

    private static Pushed refused(Answer answer, Wish wish) {
        String words = "";
        try {
            NodeList messages = parse(answer).getElementsByTagName("message");
            words = messages.getLength() == 0 ? "" : messages.item(0).getTextContent();
        } catch (AccountException e) {
            // The status says enough.
        }
        return new Pushed(Map.of(wish.offerId(), Words.clean("HTTP " + answer.status() + " " + words)));
    }

    private static String patch(Wish wish) {
        Document document = builder().newDocument();
        Element root = document.createElement("prestashop");
        root.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:xlink", "http://www.w3.org/1999/xlink");
        Element row = document.createElement(ROW);
        Element id = document.createElement("id");
        id.setTextContent(wish.offerId());
        Element quantity = document.createElement("quantity");
        quantity.setTextContent(Long.toString(wish.quantity()));
        row.appendChild(id);
        row.appendChild(quantity);
        root.appendChild(row);
        document.appendChild(root);
        return write(document);
    }

    private static Element field(Answer answer, Document document, String name) {
        NodeList rows = document.getElementsByTagName(ROW);
        if (rows.getLength() == 1) {
            for (Node child = rows.item(0).getFirstChild(); child != null; child = child.getNextSibling()) {
                if (child instanceof Element element && element.getTagName().equals(name)) {
                    return element;
                }
            }
        }
        throw answer.unusable("an answer without " + ROW + " and its " + name);
    }

    private static Document parse(Answer answer) {
        try {
            return builder().parse(new ByteArrayInputStream(answer.body().getBytes()));
        } catch (SAXException | IOException e) {
            throw answer.unusable("an answer that is not XML (HTTP " + answer.status() + ")");
        }
    }

    /** Of documents without types and entities: none has a use here, and some do harm. */
    private static DocumentBuilder builder() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            // Else it writes to the console.
            builder.setErrorHandler(null);
            return builder;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java platform reads XML", e);
        }
    }

    private static String write(Document document) {
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            StringWriter text = new StringWriter();
            factory.newTransformer().transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("every Java platform writes XML", e);
        }
    }
}
