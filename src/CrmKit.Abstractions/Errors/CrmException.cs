namespace CrmKit;

/// <summary>The base of what the doors throw; <see cref="Errors"/> says what went wrong in stable codes.</summary>
public abstract class CrmException : Exception
{
    private protected CrmException(IReadOnlyList<CrmError> errors, Exception? inner = null)
        : base(errors.Count == 1 ? errors[0].Message : string.Join(Environment.NewLine, errors.Select(e => e.Message)), inner)
    {
        ArgumentOutOfRangeException.ThrowIfZero(errors.Count);
        Errors = errors;
    }

    /// <summary>Every failure found; never empty.</summary>
    public IReadOnlyList<CrmError> Errors { get; }

    /// <summary>The first failure.</summary>
    public CrmError Error => Errors[0];

    /// <summary>The same refusal without stack and inner exceptions, which would keep the code that they ran through in memory.</summary>
    internal CrmException Copy()
    {
        CrmError[] errors = [.. Errors];
        return this switch
        {
            CrmValidationException => new CrmValidationException(errors),
            CrmNotFoundException => new CrmNotFoundException(errors),
            CrmForbiddenException => new CrmForbiddenException(errors),
            CrmConflictException conflict => new CrmConflictException(errors) { Winners = [.. conflict.Winners], Candidates = [.. conflict.Candidates] },
            _ => new CrmRuleException(errors),
        };
    }
}

/// <summary>User input fails: every failure, keyed by record and field. HTTP 400.</summary>
public sealed class CrmValidationException(IReadOnlyList<CrmError> errors) : CrmException(errors)
{
    /// <summary>Creates the exception for a single failure.</summary>
    public CrmValidationException(CrmError error) : this([error]) { }
}

/// <summary>A business rule refuses. HTTP 422.</summary>
public sealed class CrmRuleException(IReadOnlyList<CrmError> errors) : CrmException(errors)
{
    /// <summary>Creates the exception for a single failure.</summary>
    public CrmRuleException(CrmError error) : this([error]) { }
}

/// <summary>Absent, or hidden by permissions: the two cannot be told apart. HTTP 404.</summary>
public sealed class CrmNotFoundException(IReadOnlyList<CrmError> errors) : CrmException(errors)
{
    /// <summary>Creates the exception for a single failure.</summary>
    public CrmNotFoundException(CrmError error) : this([error]) { }
}

/// <summary>Changed by someone else since it was read, or done already by someone else. HTTP 409.</summary>
public sealed class CrmConflictException(IReadOnlyList<CrmError> errors, Exception? inner = null) : CrmException(errors, inner)
{
    /// <summary>Creates the exception for a single failure.</summary>
    public CrmConflictException(CrmError error, Exception? inner = null) : this([error], inner) { }

    /// <summary>Records that exist because somebody else was first (a lead's conversion, for example); empty when there are none.</summary>
    public IReadOnlyList<RecordRef> Winners { get; init; } = [];

    /// <summary>Stored records that look like one which was to be created, as far as the actor may see them; empty otherwise.</summary>
    public IReadOnlyList<Matching.DuplicateCandidate> Candidates { get; init; } = [];
}

/// <summary>The record is visible, but the act is not allowed. HTTP 403.</summary>
public sealed class CrmForbiddenException(IReadOnlyList<CrmError> errors) : CrmException(errors)
{
    /// <summary>Creates the exception for a single failure.</summary>
    public CrmForbiddenException(CrmError error) : this([error]) { }
}
