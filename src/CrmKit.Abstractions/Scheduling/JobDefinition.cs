namespace CrmKit.Scheduling;

/// <summary>Work that a plugin does at certain times. Immutable.</summary>
public sealed record JobDefinition
{
    /// <summary>Its key, which begins with the plugin's id: <c>acme.nightly-prices</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>When it is due.</summary>
    public required JobSchedule Schedule { get; init; }

    /// <summary>What happens when its time passed while nobody could run it: the host was down, the plugin was disabled.</summary>
    public MisfirePolicy Misfire { get; init; }

    /// <summary>Where it comes from: a plugin's id.</summary>
    public string Source { get; init; } = "core";
}

/// <summary>What happens to times that passed unseen.</summary>
public enum MisfirePolicy
{
    /// <summary>Run once for all of them, as soon as possible.</summary>
    RunOnce,
    /// <summary>Wait for the next time.</summary>
    Skip,
}

/// <summary>When a job is due: at an interval, or by a cron expression in a time zone. Immutable.</summary>
public sealed record JobSchedule
{
    private JobSchedule() { }

    /// <summary>The cron expression; <see langword="null"/> for an interval.</summary>
    public string? Expression { get; private init; }

    /// <summary>The IANA zone of the expression; <see langword="null"/> means the tenant's.</summary>
    public string? TimeZone { get; private init; }

    /// <summary>The time from one run's due time to the next; <see langword="null"/> for a cron expression.</summary>
    public TimeSpan? Interval { get; private init; }

    /// <summary>Again and again after the same time, counted from when the job was first seen.</summary>
    /// <param name="interval">One minute or more.</param>
    public static JobSchedule Every(TimeSpan interval) => new() { Interval = interval };

    /// <summary>At times of the clock on the wall.</summary>
    /// <param name="expression">
    /// Five fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday), each <c>*</c>, numbers, ranges <c>1-5</c>, steps <c>*/15</c>, or a list of these.
    /// When both days are restricted, either is enough.
    /// </param>
    /// <param name="timeZone">An IANA zone; <see langword="null"/> means the tenant's.</param>
    /// <remarks>
    /// A time that a change of clocks leaves out is due at the first instant after it, a time that happens twice at the first of the two; with <c>*</c> in the hour it is due in every hour that passes.
    /// </remarks>
    public static JobSchedule Cron(string expression, string? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new() { Expression = expression, TimeZone = timeZone };
    }

    /// <inheritdoc/>
    public override string ToString() => Expression ?? $"every {Interval}";
}
