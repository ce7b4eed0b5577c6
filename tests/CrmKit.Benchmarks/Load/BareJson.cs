using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace CrmKit.Benchmarks.Load;

/// <summary>Rows as the API has them: the same names in the same order.</summary>
internal static class BareJson
{
    private enum Kind
    {
        Guid,
        Text,
        Whole,
        Money,
        Day,
        Instant,
        Json,
    }

    private static readonly (string Name, string Column, Kind Kind)[] Fields =
    [
        ("id", "id", Kind.Guid), ("version", "version", Kind.Whole), ("name", "name", Kind.Text), ("accountId", "account_id", Kind.Guid), ("contactId", "contact_id", Kind.Guid), ("productId", "product_id", Kind.Guid),
        ("amount", "amount", Kind.Money), ("currency", "currency", Kind.Text), ("priceBookId", "price_book_id", Kind.Guid), ("openedOn", "opened_on", Kind.Day), ("expectedCloseOn", "expected_close_on", Kind.Day),
        ("source", "source", Kind.Text), ("campaignId", "campaign_id", Kind.Guid), ("region", "region", Kind.Text), ("probabilityOverridePercent", "probability_override_percent", Kind.Whole),
        ("probabilityPercent", "probability_percent", Kind.Whole), ("weightedAmount", "weighted_amount", Kind.Money), ("nextStep", "next_step", Kind.Text), ("nextStepOn", "next_step_on", Kind.Day), ("need", "need", Kind.Text),
        ("description", "description", Kind.Text), ("ownerId", "owner_id", Kind.Guid), ("teamId", "team_id", Kind.Guid), ("pipeline", "pipeline_key", Kind.Text), ("stage", "stage_key", Kind.Text),
        ("stageCategory", "stage_category", Kind.Text), ("stageEnteredAt", "stage_entered_at", Kind.Instant), ("closedAt", "closed_at", Kind.Instant), ("closedOn", "closed_on", Kind.Day), ("lossReason", "loss_reason", Kind.Text),
        ("stageNote", "stage_note", Kind.Text), ("convertedAt", "converted_at", Kind.Instant), ("externalId", "external_id", Kind.Text), ("createdAt", "created_at", Kind.Instant), ("createdById", "created_by_id", Kind.Guid),
        ("updatedAt", "updated_at", Kind.Instant), ("updatedById", "updated_by_id", Kind.Guid), ("deletedAt", "deleted_at", Kind.Instant), ("custom", "custom", Kind.Json),
    ];

    public static string Columns { get; } = string.Join(", ", Fields.Select(f => f.Column));

    /// <summary>A page of at most <paramref name="size"/>; one row more says that there is another.</summary>
    public static async Task PageAsync(HttpResponse response, DbCommand command, int size)
    {
        response.ContentType = "application/json";
        await using var rows = await command.ExecuteReaderAsync();
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartArray("items");
        var (count, last) = (0, Guid.Empty);
        while (count < size && await rows.ReadAsync())
        {
            count++;
            last = rows.GetGuid(0);
            Write(json, rows);
        }
        json.WriteEndArray();
        if (count == size && await rows.ReadAsync()) json.WriteString("next", Convert.ToBase64String(last.ToByteArray()));
        else json.WriteNull("next");
        json.WriteEndObject();
    }

    public static async Task RecordAsync(HttpResponse response, DbCommand command)
    {
        response.ContentType = "application/json";
        await using var rows = await command.ExecuteReaderAsync();
        if (!await rows.ReadAsync())
        {
            response.StatusCode = 404;
            return;
        }
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        Write(json, rows);
    }

    public static async Task TableAsync(HttpResponse response, DbCommand command)
    {
        response.ContentType = "application/json";
        await using var rows = await command.ExecuteReaderAsync();
        await using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartArray();
        while (await rows.ReadAsync())
        {
            json.WriteStartArray();
            for (var i = 0; i < rows.FieldCount; i++) json.WriteStringValue(rows.GetValue(i).ToString());
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, DbDataReader row)
    {
        json.WriteStartObject();
        for (var i = 0; i < Fields.Length; i++)
        {
            json.WritePropertyName(Fields[i].Name);
            if (row.IsDBNull(i))
            {
                json.WriteNullValue();
                continue;
            }
            switch (Fields[i].Kind)
            {
                case Kind.Guid: json.WriteStringValue(row.GetGuid(i)); break;
                case Kind.Whole: json.WriteNumberValue(row.GetInt32(i)); break;
                case Kind.Money: json.WriteNumberValue(row.GetInt64(i) / 10_000m); break;
                case Kind.Day: json.WriteStringValue(row.GetFieldValue<DateOnly>(i).ToString("O", CultureInfo.InvariantCulture)); break;
                case Kind.Instant: json.WriteStringValue(row.GetDateTime(i)); break;
                case Kind.Json: json.WriteRawValue(row.GetString(i)); break;
                default: json.WriteStringValue(row.GetString(i)); break;
            }
        }
        json.WriteEndObject();
    }
}
